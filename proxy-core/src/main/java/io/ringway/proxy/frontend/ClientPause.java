// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.transport.Loop;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What CLIENT PAUSE asks for, on one event loop: commands that it covers are not carried out until it is over. The proxy has
 * as many as event loops, which are told one after the other. Confined to the event loop.
 */
final class ClientPause {
    /** Longer than anybody waits, and short enough for the clock. */
    private static final long LONGEST_MILLIS = TimeUnit.DAYS.toMillis(36_500);

    private final Loop loop;
    private boolean on;
    private boolean writesOnly;
    private long until;
    /** Tells the pause that was begun last from others. */
    private @Nullable Object newest;
    /** Functions that may be called while writes are paused, in lower case; empty until shards have told. */
    private Set<String> noWrites = Set.of();

    /** Clients with a command that waits; each leaves when the pause is over, or when it is gone. */
    private final Set<ClientConnection> waiting = new HashSet<>();

    ClientPause(Loop loop) {
        this.loop = loop;
    }

    /** Read for every command. */
    boolean isOn() {
        return on;
    }

    /**
     * Begins a pause; of two at a time, what is stricter and what is longer counts, as in Redis.
     *
     * @param key tells this pause from others
     */
    void begin(Object key, long millis, boolean onlyWrites) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Math.min(millis, LONGEST_MILLIS));
        until = on && until - end > 0 ? until : end;
        writesOnly = onlyWrites && (!on || writesOnly);
        on = true;
        newest = key;
        noWrites = Set.of();
        loop.eventLoop().schedule(this::endIfOver, end - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    void end() {
        on = false;
        letGo();
    }

    /** In this pause these functions are known to write nothing: whoever waits only to call one need not any longer. */
    void exempt(Object key, Set<String> functions) {
        if (on && key.equals(newest)) {
            noWrites = functions;
            letGo();
        }
    }

    /** Whether the function, in lower case, is known to write nothing. */
    boolean exempts(String function) {
        return noWrites.contains(function);
    }

    private void letGo() {
        for (ClientConnection client : List.copyOf(waiting)) {
            client.flow().pauseOver();
        }
        waiting.clear();
    }

    /**
     * Holds the client where its next command has to wait; returns whether it does.
     *
     * @param mayReplicate whether it waits while writes are paused
     */
    boolean holds(ClientConnection client, CommandSpec command, boolean mayReplicate) {
        boolean covered = !client.session().modes().monitors()
                && (!writesOnly
                        || mayReplicate
                        || (isExec(command) && client.transaction().mayReplicate(this::exempts)));
        if (covered) {
            waiting.add(client);
            client.flow().pause();
        }
        return covered;
    }

    /** The client is gone. */
    void left(ClientConnection client) {
        waiting.remove(client);
    }

    private void endIfOver() {
        if (on && System.nanoTime() - until >= 0) {
            end();
        }
    }

    private static boolean isExec(CommandSpec command) {
        return command.name().equals("exec");
    }
}

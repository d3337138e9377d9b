// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.ringway.proxy.cache.CachedReply;
import io.ringway.proxy.cache.CommandProbe;
import io.ringway.proxy.cache.ReplyCache;
import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the replies to a batch's reads before the first is answered. Remembered replies lie all over the memory, and waiting
 * for many at once takes hardly longer than for one. What is found may be stale by the time its command is carried out.
 * Confined to one event loop.
 */
final class LookAhead {
    private final CommandFrame[] commands;
    private final CommandProbe[] probes;
    private final @Nullable CachedReply[] found;
    private int size;
    private int next;

    /** @param most how many reads are looked at together */
    LookAhead(int most) {
        commands = new CommandFrame[most];
        probes = new CommandProbe[most];
        found = new CachedReply[most];
        for (int i = 0; i < most; i++) {
            probes[i] = new CommandProbe();
        }
    }

    /** Forgets the last batch. */
    void clear() {
        size = 0;
        next = 0;
    }

    /** Adds the batch's next command; returns whether it is a read that can be looked for. */
    boolean add(CacheableReads cacheable, Session session, CommandSpec row, CommandFrame command) {
        if (size == probes.length || !cacheable.point(probes[size], session, row, command)) {
            return false;
        }
        commands[size++] = command;
        return true;
    }

    /** Looks for all replies. */
    void find(ReplyCache replies, long now) {
        replies.find(probes, found, size, now);
    }

    /** Whether the command is the next that has been looked for; it is taken then. */
    @SuppressWarnings("ReferenceEquality") // what matters is which one it is
    boolean take(CommandFrame command) {
        if (next == size || commands[next] != command) {
            return false;
        }
        next++;
        return true;
    }

    /** The command that was taken last. */
    CommandProbe probe() {
        return probes[next - 1];
    }

    /** What was found for it, which may be stale. */
    @Nullable
    CachedReply found() {
        return found[next - 1];
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.cache.Written;
import io.ringway.resp.Protocol;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connection to a shard of one client that tracks keys: all that the client sends to the shard goes here, so that the shard
 * knows who has read a key and who has changed it. It is opened when first needed, and again when lost; then whatever the client
 * has cached may have changed unsaid, and it is told so. Confined to the event loop.
 */
public final class TrackedLane extends PrivateLane {
    private static final long NONE = -1;

    private final TrackedLanes owner;
    private final TrackingListener listener;
    /** What the client's commands are answered in. */
    private Protocol protocol;
    /** Where the shard tells changes, if not here. */
    private @Nullable RedirectLane redirect;
    /** The connection that is opened once there is another to be told on. */
    private @Nullable LaneConnection waiting;

    /** Tickets of the commands that have been sent, one for each; those that have been answered leave from time to time. */
    private final ArrayDeque<Long> tickets = new ArrayDeque<>();
    /** The newest that has been answered, or part of it. */
    private long answered = NONE;
    /** The number of the last command of which {@code CLIENT CACHING} was said. */
    private long announced = NONE;
    /** What was said of it. */
    private String announcement = "";

    /** Whether the client relies on this very connection, as on one where it watches keys. */
    private boolean irreplaceable;
    /** Whether the present connection is closed only to begin another. */
    private boolean restarting;
    /** Whether there was a time without a connection since tracking began. */
    private boolean interrupted;

    TrackedLane(
            TrackedLanes owner,
            Backend backend,
            int shard,
            Protocol protocol,
            int database,
            TrackingListener listener) {
        super(backend, shard, protocol, database);
        this.owner = owner;
        this.protocol = protocol;
        this.listener = listener;
    }

    @Override
    public void send(ByteBuf source, int index, int length, ReplySink sink, long ticket, int command, Written written) {
        String caching = listener.caching();
        if (caching != null && announced != listener.commandNumber()) {
            announced = listener.commandNumber();
            announcement = caching;
            say("CLIENT", "CACHING", caching);
        }
        pass(source, index, length, sink, ticket, command, written);
    }

    @Override
    public void sendAgain(
            ByteBuf source, int index, int length, ReplySink sink, long ticket, int command, Written written) {
        if (announced == listener.commandNumber() - 1) {
            say("CLIENT", "CACHING", announcement);
        }
        pass(source, index, length, sink, ticket, command, written);
    }

    @Override
    public void sendAhead(ByteBuf source, int index, int length, ReplySink sink, long ticket, int command) {
        pass(source, index, length, sink, ticket, command, Written.NOTHING);
    }

    private void pass(
            ByteBuf source, int index, int length, ReplySink sink, long ticket, int command, Written written) {
        settle(connection());
        tickets.add(listener.newestTicket());
        super.send(source, index, length, sink, ticket, command, written);
    }

    /** Answers in this protocol version from now on. */
    public void speak(Protocol next) {
        if (next != protocol) {
            protocol = next;
            if (connection() != null) {
                say("HELLO", Integer.toString(next.version()));
            }
        }
    }

    /** Whether there is a connection, or one is being made: it has perhaps been told already how to begin. */
    public boolean isOpen() {
        return connection() != null;
    }

    /** What the server calls the connection that it tells changes, or 0 where it is this one. */
    public long redirectId() {
        RedirectLane other = redirect;
        return other == null ? 0 : other.connectionId();
    }

    /** Runs {@code then} when the shard tracks, or cannot be reached. */
    public void whenTracking(Runnable then) {
        ByteBuf ping = Ping.COMMAND;
        sendAhead(ping, 0, ping.readableBytes(), new Ping(then), 0, 0);
    }

    /** Whether commands are refused once this very connection is lost. */
    public void rely(boolean onConnection) {
        irreplaceable = onConnection;
        if (!onConnection && connection() == null) {
            revive();
            if (listener.broadcasts()) {
                prepare();
            }
        }
    }

    /** Replaces the connection, on which something is under way that nobody waits for any more. */
    public void restart(String reason) {
        LaneConnection open = connection();
        if (open != null) {
            restarting = true;
            open.close(reason);
            restarting = false;
        }
    }

    /** Closes the connection for good. */
    public void end() {
        close("its client tracks no more");
        owner.ended(this);
    }

    @Override
    public Protocol protocol() {
        return protocol;
    }

    @Override
    List<List<String>> wishes() {
        return listener.leavesUntouched() ? NoTouchLane.WISH : List.of();
    }

    @Override
    List<List<String>> setup() {
        return listener.beginning(redirectId());
    }

    @Override
    void open(LaneConnection next) {
        if (!listener.redirects()) {
            super.open(next);
            return;
        }
        RedirectLane ahead = new RedirectLane(this, backend());
        redirect = ahead;
        waiting = next;
        ahead.prepare();
    }

    void redirectReady(RedirectLane ready) {
        LaneConnection next = waiting;
        if (ready == redirect && next != null) {
            waiting = null;
            super.open(next);
        }
    }

    void redirectLost(RedirectLane gone, String reason) {
        LaneConnection open = connection();
        if (gone == redirect) {
            redirect = null;
            if (open != null) {
                open.close(reason);
            }
        }
    }

    void messaged(RedirectLane by, ByteBuf in, int start, int length) {
        if (by == redirect) {
            forget(in, start, length);
            listener.redirected(in, start, length);
        }
    }

    /** The connection on which changes are told instead, or null. */
    @Nullable
    RedirectLane redirect() {
        return redirect;
    }

    @Override
    void pushed(ByteBuf in, int start, int length) {
        settle(connection());
        forget(in, start, length);
        listener.pushed(shard().number(), answered, in, start, length);
    }

    @Override
    void ready(Handshake handshake) {
        super.ready(handshake);
        if (interrupted) {
            interrupted = false;
            if (listener.broadcasts()) {
                listener.missed(answered);
            }
        }
    }

    @Override
    void lost(LaneConnection gone, boolean wasReady, boolean wasUseful, String reason) {
        settle(gone);
        waiting = null;
        RedirectLane other = redirect;
        redirect = null;
        if (other != null) {
            other.close(reason);
        }
        if (isClosed()) {
            super.lost(gone, wasReady, wasUseful, reason);
            return;
        }
        interrupted = true;
        if (irreplaceable || restarting) {
            giveUp(gone, wasReady, reason);
        } else {
            super.lost(gone, wasReady, wasUseful, reason);
        }
        if (restarting && !irreplaceable) {
            revive();
        }
        if (wasReady) {
            listener.missed(answered);
            if (listener.broadcasts()) {
                loop().eventLoop()
                        .schedule(this::reopen, settings().minBackoff().toNanos(), TimeUnit.NANOSECONDS);
            }
        }
    }

    /** One client's trouble is no news of the shard: others tell. */
    @Override
    void attemptFailed(String reason) {}

    @Override
    void refused() {
        restart("it refused a command that prepares it");
    }

    /** The proxy's own cache is to know before the client does, which may well ask for the new value. */
    private void forget(ByteBuf in, int start, int length) {
        cache().pushed(in, start, length, shard().number());
    }

    private void reopen() {
        if (!isClosed()) {
            prepare();
        }
    }

    /** Lets the tickets go whose commands have been answered. */
    private void settle(@Nullable LaneConnection open) {
        int pending = open == null ? 0 : open.pendingReplies();
        while (tickets.size() > pending) {
            answered = tickets.remove();
        }
    }
}

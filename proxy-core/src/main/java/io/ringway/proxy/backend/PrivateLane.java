// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.netty.buffer.ByteBuf;
import io.ringway.resp.CommandEncoder;
import io.ringway.resp.Protocol;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A connection to a shard that only one client uses at a time, for commands that change or block their connection. Confined to
 * the event loop.
 */
public abstract class PrivateLane extends Lane {
    /** A reply that may never come. */
    private static final long FOREVER = Long.MAX_VALUE;

    private static final int UNKNOWN = -1;

    /** The database that the connection is in. */
    private int database;
    /** What the server calls this connection, or 0. */
    private long connectionId;
    /** Nothing is overdue before this moment, as {@link System#nanoTime} counts; 0 where ordinary deadlines hold. */
    private long patientUntil;

    /** Commands of the proxy's own that have not been answered. */
    private int unacknowledged;

    /** What is to be done when the connection is ready and what waits for it has left; all leaves then. */
    private final List<Runnable> whenReady = new ArrayList<>();

    PrivateLane(Backend backend, int shard, Protocol protocol, int database) {
        super(backend, shard, protocol, database);
        this.database = database;
    }

    /**
     * Lets the next reply take its time: the command may block.
     *
     * @param millis how long at most, or 0 for as long as it takes
     */
    public final void beginWait(long millis) {
        long allowed = Duration.ofMillis(millis).plus(settings().replyTimeout()).toNanos();
        patientUntil = millis == 0 ? FOREVER : System.nanoTime() + allowed;
    }

    /** Ordinary deadlines hold again. */
    public final void endWait() {
        patientUntil = 0;
    }

    /** What the server calls this connection, see {@code CLIENT ID}; 0 as long as that is not known. */
    public final long connectionId() {
        return connectionId;
    }

    /**
     * Sends a command whose reply matters to nobody but for errors, after which the connection is closed.
     *
     * @param command its arguments, one character per byte
     */
    public final void say(String... command) {
        unacknowledged++;
        byte[][] arguments = new byte[command.length][];
        for (int i = 0; i < command.length; i++) {
            arguments[i] = command[i].getBytes(StandardCharsets.ISO_8859_1);
        }
        ByteBuf encoded = loop().allocator().buffer();
        try {
            CommandEncoder.encode(encoded, arguments);
            sendAhead(encoded, encoded.readerIndex(), encoded.readableBytes(), new Acknowledgement(this), 0, 0);
        } finally {
            encoded.release();
        }
    }

    /** Switches to another database before the next command. */
    public final void select(int next) {
        if (next != database) {
            database = next;
            say("SELECT", Integer.toString(next));
        }
    }

    /** The connection's database is not known any more: the next {@link #select} tells it. */
    public final void forgetDatabase() {
        database = UNKNOWN;
    }

    /** Whether a command that is sent now leaves at once. */
    public final boolean isReady() {
        LaneConnection open = connection();
        return open != null && open.isReady();
    }

    /**
     * Runs something once all that has been sent here has left for the shard; it may come late, or never, where the connection is
     * lost before.
     */
    public final void whenSent(Runnable work) {
        if (isReady()) {
            loop().runAfterFlush(work);
        } else {
            whenReady.add(work);
        }
    }

    /** The shard refused what was said: the connection is not in the state that its client would take it to be in. */
    void refused() {
        close("it refused a command that prepares it");
    }

    final void acknowledged() {
        unacknowledged--;
    }

    /** Whether nothing of the client's is under way. */
    final boolean isIdle() {
        LaneConnection open = connection();
        return open != null && open.pendingReplies() == unacknowledged;
    }

    @Override
    final int database() {
        return database;
    }

    @Override
    void checkDeadlines(long now) {
        if (patientUntil == 0 || (patientUntil != FOREVER && now - patientUntil > 0)) {
            super.checkDeadlines(now);
        }
    }

    @Override
    void ready(Handshake handshake) {
        connectionId = handshake.connectionId();
        super.ready(handshake);
        whenReady.forEach(loop()::runAfterFlush);
        whenReady.clear();
    }
}

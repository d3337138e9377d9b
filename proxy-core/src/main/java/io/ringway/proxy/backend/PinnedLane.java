// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.netty.buffer.ByteBuf;
import io.ringway.resp.CommandEncoder;
import io.ringway.resp.Protocol;
import java.time.Duration;

/**
 * A connection to a shard that is lent to one client at a time, for commands that change or block their connection. It is
 * opened once: when it is lost, whoever has it is told by the failure of its commands, and it goes no further than back to
 * {@link PinnedLanes}. Confined to the event loop.
 */
public final class PinnedLane extends Lane {
    /** A reply that may never come. */
    private static final long FOREVER = Long.MAX_VALUE;

    private final PinnedLanes owner;
    /** The database that the connection is in. */
    private int database;
    /** What the server calls this connection, or 0. */
    private long connectionId;
    /** Nothing is overdue before this moment, as {@link System#nanoTime} counts; 0 where ordinary deadlines hold. */
    private long patientUntil;

    /** Commands of the proxy's own that have not been answered. */
    private int unacknowledged;

    private boolean lost;

    PinnedLane(PinnedLanes owner, Backend backend, int shard, Protocol protocol, int database) {
        super(backend, shard, protocol, database);
        this.owner = owner;
        this.database = database;
    }

    /**
     * Lets the next reply take its time: the command may block.
     *
     * @param millis how long at most, or 0 for as long as it takes
     */
    public void beginWait(long millis) {
        long allowed = Duration.ofMillis(millis).plus(settings().replyTimeout()).toNanos();
        patientUntil = millis == 0 ? FOREVER : System.nanoTime() + allowed;
    }

    /** Ordinary deadlines hold again. */
    public void endWait() {
        patientUntil = 0;
    }

    /** What the server calls this connection, see {@code CLIENT ID}; 0 as long as that is not known. */
    public long connectionId() {
        return connectionId;
    }

    /** Sends a command whose reply matters to nobody but for errors, after which the connection is not lent again. */
    public void say(String... command) {
        unacknowledged++;
        ByteBuf encoded = loop().allocator().buffer();
        try {
            CommandEncoder.encode(encoded, command);
            send(encoded, encoded.readerIndex(), encoded.readableBytes(), new Acknowledgement(this), 0, 0);
        } finally {
            encoded.release();
        }
    }

    /** Switches to another database before the next command. */
    public void select(int next) {
        if (next != database) {
            database = next;
            say("SELECT", Integer.toString(next));
        }
    }

    /** Whether a command that is sent now leaves at once. */
    public boolean isReady() {
        LaneConnection open = connection();
        return open != null && open.isReady();
    }

    void acknowledged() {
        unacknowledged--;
    }

    /** Whether the connection is as good as new, with nothing of its client's under way. */
    boolean isClean() {
        LaneConnection open = connection();
        return !lost && open != null && open.pendingReplies() == unacknowledged;
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
    }

    @Override
    void lost(LaneConnection gone, boolean wasReady, boolean wasUseful, String reason) {
        lost = true;
        giveUp(gone, wasReady, reason);
        owner.lost(this);
    }
}

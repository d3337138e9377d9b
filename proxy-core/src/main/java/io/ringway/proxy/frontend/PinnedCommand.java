// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.backend.Borrower;
import io.ringway.proxy.backend.Failure;
import io.ringway.proxy.backend.Loan;
import io.ringway.proxy.backend.PinnedLane;
import io.ringway.proxy.backend.PinnedLanes;
import io.ringway.proxy.backend.PrivateLane;
import io.ringway.proxy.backend.ReplySink;
import io.ringway.proxy.backend.TrackedLane;
import io.ringway.proxy.cache.Written;
import io.ringway.resp.RespEncoder;
import io.ringway.resp.RespValue;
import org.jspecify.annotations.Nullable;

/**
 * One command that may block, on a lane that is lent to it: asks for the lane, sends, passes the reply on and gives the lane
 * back. Whoever no longer waits cancels it, and the shard is told at once by the end of the connection. Confined to the
 * client's event loop.
 */
final class PinnedCommand implements Borrower, ReplySink {
    private static final RespValue UNBLOCKED = RespValue.error("UNBLOCKED client unblocked via CLIENT UNBLOCK");

    private final PinnedLanes lanes;
    private final ClientPins pins;
    private final ReplySink target;
    private final long ticket;
    private final long waitMillis;
    private final int command;
    /** What the shard says when the time is over. */
    private final RespValue timedOut;

    private final Written written;
    /** What to send, owned; null once it has been sent or there is nobody to send it for. */
    private @Nullable ByteBuf frame;
    /** The wish for a lane, until there is one. */
    private @Nullable Loan loan;
    /** Sent on before the command, so that the connection has seen what others have written; see {@link #askForPosition}. */
    private boolean asksForPosition;

    /** To be found out before the command is sent, unless it is sent at once; null where there is nothing to find out. */
    private @Nullable LastIds lastIds;

    private @Nullable PrivateLane lane;
    /** Whether it has left for the shard. */
    private boolean sent;

    private boolean done;

    /** @param frame the command; this takes over the reference */
    PinnedCommand(
            PinnedLanes lanes,
            ClientPins pins,
            ReplySink target,
            long ticket,
            ByteBuf frame,
            int command,
            long waitMillis,
            RespValue timedOut,
            Written written) {
        this.lanes = lanes;
        this.pins = pins;
        this.target = target;
        this.ticket = ticket;
        this.frame = frame;
        this.command = command;
        this.waitMillis = waitMillis;
        this.timedOut = timedOut;
        this.written = written;
    }

    /**
     * Sends a PING first. WAIT waits for what had been written when its connection last carried out a command, and this
     * connection has written nothing itself.
     */
    void askForPosition() {
        asksForPosition = true;
    }

    /** Joins the client's pinned commands and asks for a lane. */
    void begin(int shard) {
        begin(shard, pins.session().database());
    }

    /** The same for a command to which databases do not matter. A shard that is busy would refuse to switch to one. */
    void beginInAnyDatabase(int shard) {
        begin(shard, 0);
    }

    /** The same for a command that reads streams from now on, whenever it gets a lane. */
    void beginFrom(LastIds ids, int shard) {
        lastIds = ids;
        begin(shard);
        if (frame != null) {
            ids.ask(this);
        }
    }

    /** Says the same as before with ids in it; this takes over the reference. */
    void resolved(ByteBuf resolved) {
        ByteBuf asItCame = frame;
        if (asItCame == null) {
            // Nobody waits any more.
            resolved.release();
            return;
        }
        asItCame.release();
        frame = resolved;
        lastIds = null;
        PrivateLane borrowed = lane;
        if (borrowed != null) {
            send(borrowed);
        }
    }

    private void begin(int shard, int database) {
        pins.joined(this);
        Loan wish = lanes.lend(shard, pins.session().protocol(), database, this);
        if (!done && lane == null) {
            loan = wish;
        }
    }

    /** Sends on a lane that the client has anyway. */
    void beginOn(PrivateLane own) {
        pins.joined(this);
        took(own);
    }

    /** Nobody waits any more: leaves the line, or closes the connection. */
    void cancel() {
        if (done) {
            return;
        }
        finish(false);
    }

    /** The lane where the command waits; null as long as the shard has not been sent it. */
    @Nullable
    PrivateLane lane() {
        PrivateLane borrowed = lane;
        return borrowed == null || !borrowed.isReady() ? null : borrowed;
    }

    /** Whether the client still waits for it. */
    boolean isRunning() {
        return !done;
    }

    /**
     * Whether it has left for the shard. Commands that are sent after somebody has learned of that come there later, as far as
     * connections of their own can promise it.
     */
    boolean isSent() {
        return sent;
    }

    /** Answers a command that has not been sent to its shard, and will not be. */
    void giveUp(boolean byError) {
        finish(false);
        ByteBuf reply = pins.loop().loop().allocator().buffer();
        try {
            RespEncoder.encode(
                    reply, byError ? UNBLOCKED : timedOut, pins.session().protocol());
            target.reply(ticket, reply, reply.readerIndex(), reply.readableBytes());
        } finally {
            reply.release();
        }
    }

    @Override
    public void lent(PinnedLane borrowed) {
        took(borrowed);
    }

    private void took(PrivateLane borrowed) {
        lane = borrowed;
        loan = null;
        if (lastIds == null || borrowed.isReady()) {
            send(borrowed);
        }
    }

    private void send(PrivateLane borrowed) {
        if (asksForPosition) {
            borrowed.say("PING");
        }
        borrowed.beginWait(waitMillis);
        ByteBuf bytes = frame;
        if (bytes != null) {
            frame = null;
            borrowed.send(bytes, bytes.readerIndex(), bytes.readableBytes(), this, ticket, command, written);
            bytes.release();
            if (!done) {
                borrowed.whenSent(this::hasLeft);
            }
        }
    }

    private void hasLeft() {
        if (!done) {
            sent = true;
            pins.sent();
        }
    }

    @Override
    public void reply(long laneTicket, ByteBuf in, int start, int length) {
        if (done) {
            return;
        }
        finish(true);
        target.reply(ticket, in, start, length);
    }

    @Override
    public void replyPart(long laneTicket, ByteBuf in, int start, int length, boolean last) {
        if (done) {
            return;
        }
        if (last) {
            finish(true);
        }
        target.replyPart(ticket, in, start, length, last);
    }

    @Override
    public void failed(long laneTicket, Failure failure) {
        failed(failure);
    }

    @Override
    public void failed(Failure failure) {
        if (done) {
            return;
        }
        finish(false);
        target.failed(ticket, failure);
    }

    @Override
    public boolean takesParts() {
        return target.takesParts();
    }

    private void finish(boolean answered) {
        done = true;
        pins.left(this);
        Loan wish = loan;
        if (wish != null) {
            wish.withdraw();
        }
        PrivateLane borrowed = lane;
        if (borrowed != null) {
            if (borrowed instanceof PinnedLane pinned && borrowed != pins.own()) {
                lanes.takeBack(pinned, answered);
            } else {
                borrowed.endWait();
            }
            if (borrowed instanceof TrackedLane tracked && !answered) {
                tracked.restart("its blocking command was given up");
            }
        }
        ByteBuf bytes = frame;
        if (bytes != null) {
            frame = null;
            bytes.release();
        }
    }
}

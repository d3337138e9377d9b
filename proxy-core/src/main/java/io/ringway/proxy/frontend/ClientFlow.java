// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.channel.Channel;
import io.ringway.proxy.backend.Lane;
import io.ringway.proxy.transport.Loop;
import org.jspecify.annotations.Nullable;

/**
 * When a client's commands are carried out, and when they have to wait ("the client is held"): while too many are unanswered,
 * while it does not read its replies, while a shard it needs is congested, while all clients are paused, and while what follows
 * depends on what is still under way (the barrier). Confined to the client's event loop.
 */
final class ClientFlow {
    /**
     * A held client is read from up to here, so that its leaving is noticed; what it has sent beyond stays in its socket. One
     * that may be held for good is read from as long as it sends: there would be nothing else to notice its leaving by.
     */
    private static final int WATCHED_BYTES = 64 << 10;

    private final ClientConnection client;
    private final Channel channel;
    private final Loop loop;
    private final ReplyQueue replies;
    private final ReplyWindow window;

    private boolean held;
    /** Whether the client is not even looked at while it is held. */
    private boolean unwatched;
    /** Bytes that wait to be carried out. */
    private int kept;
    /** What holds the client, if it is a lane. */
    private @Nullable Lane congested;
    /** Whether a lane has been asked to tell when there is room; it tells once. */
    private boolean awaitsLane;
    /** Whether everything under way must be answered before the next command. */
    private boolean barrier;
    /** Whether a shard has been asked about the next command. */
    private boolean inquiring;
    /** Whether the next command waits for the end of a pause. */
    private boolean paused;

    /** Whether a pause that the client has asked for is settling. */
    private boolean settling;

    private boolean resumeScheduled;

    ClientFlow(ClientConnection client, Channel channel, Loop loop, ReplyQueue replies, int maxInFlight) {
        this.client = client;
        this.channel = channel;
        this.loop = loop;
        this.replies = replies;
        this.window = new ReplyWindow(maxInFlight);
    }

    boolean isHeld() {
        return held;
    }

    /** A command was begun. */
    void begun() {
        if (replies.inFlight() >= window.size()) {
            hold();
        }
    }

    /** A reply came, or a part of one. */
    void answered(int bytes, boolean last) {
        if (last) {
            window.answered(bytes);
        } else {
            window.answeredPart(bytes);
        }
    }

    /** A command goes to this lane. */
    void sending(Lane lane) {
        if (lane.isCongested()) {
            congested = lane;
            hold();
            awaitRoom(lane);
        }
    }

    /** Holds the client until everything under way has been answered. */
    void raiseBarrier() {
        barrier = true;
        holdWatching();
    }

    /** Holds the client until {@link #pauseOver}. */
    void pause() {
        paused = true;
        client.record().paused(true);
        holdWatching();
    }

    boolean isPaused() {
        return paused;
    }

    /** The next command may be tried again. */
    void pauseOver() {
        paused = false;
        client.record().paused(false);
        scheduleResume();
    }

    /** The client, which is held, has asked for a pause that is settling, or is not any longer. */
    void settling(boolean on) {
        settling = on;
    }

    /** Whether the client's only command under way waits itself until others' are answered. */
    boolean isSettling() {
        return settling;
    }

    /** Holds the client until {@link #endInquiry}. */
    void beginInquiry() {
        inquiring = true;
        raiseBarrier();
    }

    /** What is asked about the next command has been answered. */
    void endInquiry() {
        inquiring = false;
        scheduleResume();
    }

    /** Holds the client until there is less of what it has to wait for, without looking at what it sends meanwhile. */
    void hold() {
        unwatched = true;
        channel.config().setAutoRead(false);
        holdWatching();
    }

    /** So many bytes are kept that wait to be carried out. */
    void kept(int bytes) {
        kept = bytes;
        watch();
    }

    /** Whether the client may be held for good. */
    boolean isHeldForGood() {
        return held && (paused || client.pins().isBlocked());
    }

    /** Reads from a held client, or not. */
    private void watch() {
        if (held && !client.hasLeft()) {
            channel.config().setAutoRead(!unwatched && (isHeldForGood() || kept <= WATCHED_BYTES));
        }
    }

    /** Something that the client may have waited for has happened. */
    void scheduleResume() {
        if (held && !resumeScheduled) {
            resumeScheduled = true;
            loop.resumeLater(this::resume);
        }
    }

    /** What the client sends meanwhile is still read, so that its leaving is noticed. */
    private void holdWatching() {
        if (!held) {
            held = true;
            client.heldOrReleased(true);
        }
    }

    private void awaitRoom(Lane lane) {
        if (!awaitsLane) {
            awaitsLane = true;
            lane.whenRoomy(() -> {
                awaitsLane = false;
                resume();
            });
        }
    }

    private void resume() {
        resumeScheduled = false;
        if (!held || client.isClosed() || !isRelieved()) {
            return;
        }
        unwatched = false;
        if (inquiring || paused || (barrier && !replies.isEmpty())) {
            watch();
            return;
        }
        held = false;
        barrier = false;
        congested = null;
        client.heldOrReleased(false);
        client.goOn();
    }

    /** Whether there is less of what the client was not even looked at for. */
    private boolean isRelieved() {
        Lane lane = congested;
        if (lane != null && lane.isCongested()) {
            awaitRoom(lane);
            return false;
        }
        return channel.isWritable() && replies.inFlight() <= window.size() / 2;
    }
}

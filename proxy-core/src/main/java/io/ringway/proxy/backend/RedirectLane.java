// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.netty.buffer.ByteBuf;
import io.ringway.resp.Protocol;

/**
 * The connection on which a shard says what a tracked lane is to know, where that lane cannot be told itself: opened ahead of
 * it, and gone with it. Nothing is executed on it but a PING now and then, as Redis 7.0 puts messages into the midst of the reply
 * of a connection that is being answered. Confined to the event loop.
 */
final class RedirectLane extends PrivateLane {
    private final TrackedLane lane;

    RedirectLane(TrackedLane lane, Backend backend) {
        super(backend, lane.shard().number(), Protocol.RESP3, 0);
        this.lane = lane;
    }

    @Override
    void ready(Handshake handshake) {
        super.ready(handshake);
        lane.redirectReady(this);
    }

    @Override
    void lost(LaneConnection gone, boolean wasReady, boolean wasUseful, String reason) {
        giveUp(gone, wasReady, reason);
        lane.redirectLost(this, reason);
    }

    @Override
    void pushed(ByteBuf in, int start, int length) {
        lane.messaged(this, in, start, length);
    }
}

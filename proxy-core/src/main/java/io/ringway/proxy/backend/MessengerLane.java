// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.netty.buffer.ByteBuf;
import io.ringway.resp.Protocol;

/**
 * Where a shard's news of changed keys comes in, for all lanes of the loop. No client's command is sent here: some servers put
 * news into the middle of a reply when the connection that it is for is being answered. Confined to the event loop.
 */
final class MessengerLane extends Lane {
    MessengerLane(Backend backend, int shard) {
        super(backend, shard, Protocol.RESP3, 0);
    }

    @Override
    LaneTracking newTracking(LaneConnection fresh) {
        return new LaneTracking(this, fresh, cache(), true);
    }

    @Override
    void pushed(ByteBuf in, int start, int length) {
        LaneTracking tracking = tracking();
        if (tracking != null) {
            tracking.push(in, start, length);
        }
    }
}

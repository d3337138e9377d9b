// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.netty.buffer.ByteBuf;

/**
 * Waits for the OK to a command of the proxy's own on a private lane; anything else ends the lane, as it is not in the state
 * that its next client would take it to be in. Immutable.
 */
record Acknowledgement(PrivateLane lane) implements WholeReplySink {
    @Override
    public void reply(long ticket, ByteBuf in, int start, int length) {
        lane.acknowledged();
        if (in.getByte(start) == '-') {
            lane.refused();
        }
    }

    @Override
    public void failed(long ticket, Failure failure) {
        // The lane is lost, or late: then its tombstone keeps it from ever being clean again.
        lane.acknowledged();
    }
}

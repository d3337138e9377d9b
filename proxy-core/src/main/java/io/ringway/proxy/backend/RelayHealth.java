// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.netty.buffer.ByteBuf;

/** Waits for a relay's PONG: a relay that does not answer may be one to which nothing is sent any more. Immutable. */
record RelayHealth(Relay relay) implements ReplySink {
    @Override
    public void reply(long ticket, ByteBuf in, int start, int length) {}

    @Override
    public void replyPart(long ticket, ByteBuf in, int start, int length, boolean last) {}

    @Override
    public void failed(long ticket, Failure failure) {
        relay.doubt(failure);
    }

    @Override
    public boolean takesParts() {
        return false;
    }
}

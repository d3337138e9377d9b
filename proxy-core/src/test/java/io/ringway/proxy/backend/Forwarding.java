// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.netty.buffer.ByteBuf;

/** Passes all on to another sink; tests override what they want to see or to happen. */
class Forwarding implements ReplySink {
    private final ReplySink target;

    Forwarding(ReplySink target) {
        this.target = target;
    }

    @Override
    public void reply(long ticket, ByteBuf in, int start, int length) {
        target.reply(ticket, in, start, length);
    }

    @Override
    public void replyPart(long ticket, ByteBuf in, int start, int length, boolean last) {
        target.replyPart(ticket, in, start, length, last);
    }

    @Override
    public void failed(long ticket, Failure failure) {
        target.failed(ticket, failure);
    }

    @Override
    public boolean takesParts() {
        return target.takesParts();
    }
}

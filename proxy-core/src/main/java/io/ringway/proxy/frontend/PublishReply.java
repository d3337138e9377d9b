// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.backend.Failure;
import io.ringway.proxy.backend.WholeReplySink;
import io.ringway.proxy.plan.Subscribers;
import io.ringway.resp.RespValue;

/**
 * Waits for the number of those who have received a message, in which the shard counts the proxy's relays, and answers with the
 * clients in their place. Immutable.
 */
record PublishReply(ClientReplies client, Subscribers.Receivers receivers) implements WholeReplySink {
    @Override
    public void reply(long ticket, ByteBuf in, int start, int length) {
        if (in.getByte(start) != ':') {
            client.reply(ticket, in, start, length);
            return;
        }
        long counted = 0;
        for (int i = start + 1; i < start + length - 2; i++) {
            counted = counted * 10 + in.getByte(i) - '0';
        }
        client.answer(ticket, RespValue.integer(receivers.of(counted)));
    }

    @Override
    public void failed(long ticket, Failure failure) {
        client.failed(ticket, failure);
    }

    @Override
    public void slow(long ticket, int command, long nanos) {
        client.slow(ticket, command, nanos);
    }
}

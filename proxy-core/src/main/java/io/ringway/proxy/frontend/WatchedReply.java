// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.backend.Failure;
import io.ringway.proxy.backend.ReplySink;
import io.ringway.proxy.slowlog.KeptArguments;

/** Passes a forwarded command's reply on to its client, and knows the arguments in case it was slow. Confined to the event loop. */
record WatchedReply(ClientReplies client, KeptArguments arguments) implements ReplySink {
    @Override
    public void reply(long ticket, ByteBuf in, int start, int length) {
        client.reply(ticket, in, start, length);
    }

    @Override
    public void replyPart(long ticket, ByteBuf in, int start, int length, boolean last) {
        client.replyPart(ticket, in, start, length, last);
    }

    @Override
    public void failed(long ticket, Failure failure) {
        client.failed(ticket, failure);
    }

    @Override
    public void slow(long ticket, int command, long nanos) {
        client.slow(command, nanos, arguments);
    }

    @Override
    public boolean takesParts() {
        return client.takesParts();
    }
}

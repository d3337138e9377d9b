// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Waits for the end of a PING, whatever it is. Immutable. */
record Ping(Runnable then) implements ReplySink {
    static final ByteBuf COMMAND = Unpooled.unreleasableBuffer(
            Unpooled.wrappedBuffer("*1\r\n$4\r\nPING\r\n".getBytes(StandardCharsets.US_ASCII)));

    @Override
    public void reply(long ticket, ByteBuf in, int start, int length) {
        then.run();
    }

    @Override
    public void replyPart(long ticket, ByteBuf in, int start, int length, boolean last) {}

    @Override
    public void failed(long ticket, Failure failure) {
        then.run();
    }

    @Override
    public boolean takesParts() {
        return false;
    }
}

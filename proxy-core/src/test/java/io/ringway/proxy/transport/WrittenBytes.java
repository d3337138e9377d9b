// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;

/** A channel that notes what is written to it and how often it is flushed. Confined to the thread that writes. */
public final class WrittenBytes {
    private final EmbeddedChannel channel = new EmbeddedChannel(new Flushes());
    private final StringBuilder text = new StringBuilder();
    private final Runnable onFlush;
    private int flushes;

    /** @param onFlush what to do when the channel is flushed */
    public WrittenBytes(Runnable onFlush) {
        this.onFlush = onFlush;
    }

    public EmbeddedChannel channel() {
        return channel;
    }

    /** All that has been flushed so far, one character for each byte. */
    public String text() {
        for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
            text.append(next.toString(StandardCharsets.ISO_8859_1));
            next.release();
        }
        return text.toString();
    }

    public int flushes() {
        return flushes;
    }

    private final class Flushes extends ChannelOutboundHandlerAdapter {
        @Override
        public void flush(ChannelHandlerContext ctx) {
            flushes++;
            onFlush.run();
            ctx.flush();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets clients in: sets up the pipeline of an accepted connection. Safe for use by any thread. */
public final class Listener extends ChannelInitializer<Channel> {
    private static final Logger log = LoggerFactory.getLogger(Listener.class);
    private static final byte[] TOO_MANY_CLIENTS =
            "-ERR max number of clients reached\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Map<EventLoop, ClientLoop> loops;
    private final ClientRegistry registry;

    public Listener(Map<EventLoop, ClientLoop> loops, ClientRegistry registry) {
        this.loops = Map.copyOf(loops);
        this.registry = registry;
        registry.serve(loops.values());
    }

    /** The whole pipeline. */
    @Override
    protected void initChannel(Channel channel) {
        ClientRecord record = registry.join(text(channel.remoteAddress()), text(channel.localAddress()));
        ClientLoop loop = loops.get(channel.eventLoop());
        if (record == null || loop == null) {
            log.warn("client refused: too many clients client={} clients={}", channel.remoteAddress(), registry.size());
            channel.writeAndFlush(Unpooled.wrappedBuffer(TOO_MANY_CLIENTS)).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        ClientConnection client = new ClientConnection(loop, channel, record);
        channel.pipeline().addLast(client);
        loop.joined(client);
    }

    private static String text(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                ? inet.getAddress().getHostAddress() + ":" + inet.getPort()
                : String.valueOf(address);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.ringway.proxy.control.config.ListenConfig;
import io.ringway.proxy.frontend.Listener;
import io.ringway.proxy.transport.Transport;
import java.net.InetSocketAddress;

/** The port on which clients connect. Safe for use by any thread. */
final class ClientPort {
    private static final int BACKLOG = 4096;
    /** Unread replies at which a client is held, and at which it is let go. */
    private static final WriteBufferWaterMark UNREAD_BYTES = new WriteBufferWaterMark(128 << 10, 512 << 10);

    private final Channel server;

    private ClientPort(Channel server) {
        this.server = server;
    }

    /** Opens it; when this returns, clients can connect. */
    static ClientPort open(
            ListenConfig where,
            EventLoopGroup loops,
            Transport transport,
            ByteBufAllocator allocator,
            Listener listener)
            throws ProxyStartException {
        InetSocketAddress address = new InetSocketAddress(where.host(), where.port());
        String refusal = "cannot listen on " + where.host() + ":" + where.port() + ": ";
        if (address.isUnresolved()) {
            throw new ProxyStartException(refusal + "there is no host of that name");
        }
        ChannelFuture bound = new ServerBootstrap()
                .group(loops)
                .channel(transport.serverSocket())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.ALLOCATOR, allocator)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, UNREAD_BYTES)
                .childHandler(listener)
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new ProxyStartException(refusal + bound.cause().getMessage(), bound.cause());
        }
        return new ClientPort(bound.channel());
    }

    InetSocketAddress address() {
        return (InetSocketAddress) server.localAddress();
    }

    /** Takes no more clients; those that are connected stay. */
    void close() {
        server.close().awaitUninterruptibly();
    }
}

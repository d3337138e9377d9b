// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.admin;

import com.codahale.metrics.MetricRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * The HTTP server of the admin port, with one thread that shares nothing with the data path. It has no authentication, so bind
 * it to the loopback interface unless the network is trusted. Safe for use by any thread.
 */
public final class AdminServer implements AutoCloseable {
    private final EventLoopGroup thread;
    private final Channel listener;

    private AdminServer(EventLoopGroup thread, Channel listener) {
        this.thread = thread;
        this.listener = listener;
    }

    /**
     * Starts to listen.
     *
     * @param address port 0 picks a free one
     * @throws IOException if the address is in use or not ours
     */
    public static AdminServer start(InetSocketAddress address, MetricRegistry registry, HealthView health)
            throws IOException {
        EventLoopGroup thread = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("ringway-admin", true), NioIoHandler.newFactory());
        AdminPages pages = new AdminPages(registry, health);
        ChannelFuture bound = new ServerBootstrap()
                .group(thread)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childHandler(new AdminPipeline(pages, new DefaultChannelGroup(thread.next())))
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            thread.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
            throw new IOException(
                    "cannot listen on " + address.getHostString() + ":" + address.getPort() + " for the admin pages: "
                            + bound.cause().getMessage(),
                    bound.cause());
        }
        return new AdminServer(thread, bound.channel());
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** Stops listening and ends all connections. */
    @Override
    public void close() {
        listener.close().awaitUninterruptibly();
        thread.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}

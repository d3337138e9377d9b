// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.ringway.proxy.transport.Loop;
import io.ringway.proxy.transport.Transport;
import java.net.InetSocketAddress;
import java.time.Duration;

/** Dials shards over TCP, resolving names without blocking the loop. Safe for use by any thread. */
public final class TcpConnector implements ShardConnector, AutoCloseable {
    /** Names are looked up again after this long, however long their records live: shards move. */
    private static final int MAX_NAME_AGE_SECONDS = 10;

    /** A lane with more unsent bytes than the high mark holds its clients until they are fewer than the low one. */
    private static final WriteBufferWaterMark UNSENT_BYTES = new WriteBufferWaterMark(256 << 10, 1 << 20);

    private final Bootstrap template;
    private final AddressResolverGroup<InetSocketAddress> resolver;

    public TcpConnector(Transport transport, Duration connectTimeout, Duration unacknowledgedTimeout) {
        resolver = new DnsAddressResolverGroup(new DnsNameResolverBuilder()
                .datagramChannelType(transport.datagram())
                .queryTimeoutMillis(connectTimeout.toMillis())
                .ttl(0, MAX_NAME_AGE_SECONDS));
        template = new Bootstrap()
                .channel(transport.socket())
                .resolver(resolver)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, UNSENT_BYTES)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(connectTimeout.toMillis()));
        transport.setUserTimeout(template, Math.toIntExact(unacknowledgedTimeout.toMillis()));
    }

    @Override
    public ChannelFuture connect(Loop loop, Shard shard, ChannelHandler handler) {
        return template.clone(loop.eventLoop())
                .option(ChannelOption.ALLOCATOR, loop.allocator())
                .handler(handler)
                .connect(InetSocketAddress.createUnresolved(shard.host(), shard.port()));
    }

    @Override
    public void close() {
        resolver.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.NoopAddressResolverGroup;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.util.NetUtil;
import io.ringway.proxy.transport.Loop;
import io.ringway.proxy.transport.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
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
        Bootstrap bootstrap = template.clone(loop.eventLoop())
                .option(ChannelOption.ALLOCATOR, loop.allocator())
                .handler(handler);
        byte[] address = NetUtil.createByteArrayFromIpAddressString(shard.host());
        if (address == null) {
            return bootstrap.connect(InetSocketAddress.createUnresolved(shard.host(), shard.port()));
        }
        // Even to see that there is nothing to look up, the resolver would open a socket for each loop.
        return bootstrap
                .resolver(NoopAddressResolverGroup.INSTANCE)
                .connect(new InetSocketAddress(inetAddress(address), shard.port()));
    }

    @Override
    public void close() {
        resolver.close();
    }

    private static InetAddress inetAddress(byte[] address) {
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + address.length + " bytes", e);
        }
    }
}

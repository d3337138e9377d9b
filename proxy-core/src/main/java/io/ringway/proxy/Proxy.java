// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.ringway.proxy.backend.LaneSettings;
import io.ringway.proxy.backend.LaneTimings;
import io.ringway.proxy.backend.Lanes;
import io.ringway.proxy.backend.Shard;
import io.ringway.proxy.backend.ShardStates;
import io.ringway.proxy.backend.TcpConnector;
import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.command.CommandTable;
import io.ringway.proxy.control.config.ProxyConfig;
import io.ringway.proxy.control.config.StoreConfig;
import io.ringway.proxy.frontend.ClientLimits;
import io.ringway.proxy.frontend.ClientLoop;
import io.ringway.proxy.frontend.ClientRegistry;
import io.ringway.proxy.frontend.Listener;
import io.ringway.proxy.metrics.CommandClass;
import io.ringway.proxy.metrics.Figures;
import io.ringway.proxy.metrics.LoopMetrics;
import io.ringway.proxy.metrics.ProxyMetrics;
import io.ringway.proxy.plan.Planner;
import io.ringway.proxy.plan.planners.LocalPlanners;
import io.ringway.proxy.plan.planners.ShardPlanners;
import io.ringway.proxy.route.StoreShards;
import io.ringway.proxy.transport.Loop;
import io.ringway.proxy.transport.MemoryBudget;
import io.ringway.proxy.transport.Transport;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running proxy; the composition root: what it is made of is put together here and nowhere else. Safe for use by any thread. */
public final class Proxy implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Proxy.class);

    /** Unread replies at which a client is held, and at which it is let go. */
    private static final WriteBufferWaterMark UNREAD_BYTES = new WriteBufferWaterMark(128 << 10, 512 << 10);

    private static final String VERSION = Version.text();
    private static final int BACKLOG = 4096;
    private static final Duration DRAIN = Duration.ofSeconds(2);

    private final MultiThreadIoEventLoopGroup group;
    private final TcpConnector connector;
    private final List<Loop> loops;
    private final Channel server;

    private Proxy(MultiThreadIoEventLoopGroup group, TcpConnector connector, List<Loop> loops, Channel server) {
        this.group = group;
        this.connector = connector;
        this.loops = loops;
        this.server = server;
    }

    /** Starts a proxy; when this returns, clients can connect. Shards need not be reachable yet. */
    public static Proxy start(ProxyConfig config) throws ProxyStartException {
        Transport transport = ProxySettings.transport(config);
        int loopCount = ProxySettings.loopCount(config);
        StoreConfig store = config.store();
        StoreShards shards = ProxySettings.shards(store);
        CommandTable table = CommandTable.load();
        List<CommandClass> classes = table.all().stream().map(CommandClass::of).toList();
        ProxyMetrics metrics = new ProxyMetrics(
                store.name(),
                shards.shards().stream().map(Shard::name).toList(),
                table.all().stream().map(CommandSpec::name).toList(),
                loopCount);
        ShardStates states = new ShardStates(shards.shardCount());
        ClientRegistry registry =
                new ClientRegistry(config.limits().maxClients(), !config.auth().required());
        ProxyStatus status = new ProxyStatus(
                store.shards(), states, registry, new Figures(metrics, VERSION, transport.name()), Map.of());
        Map<String, Planner> localPlanners = LocalPlanners.all(table, ProxySettings.localSettings(config, states));
        LaneSettings laneSettings = ProxySettings.laneSettings(config);
        TcpConnector connector = new TcpConnector(transport, store.connectTimeout(), laneSettings.stuckTimeout());
        ClientLimits limits = ProxySettings.limits(config.limits());
        MemoryBudget memory = new MemoryBudget(config.limits().memoryBytes());
        ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
        MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(
                loopCount, new DefaultThreadFactory("ringway-loop"), transport.ioHandlers());
        List<Loop> loops = new ArrayList<>();
        Map<EventLoop, ClientLoop> clientLoops = new HashMap<>();
        for (EventExecutor executor : group) {
            SingleThreadEventLoop eventLoop = (SingleThreadEventLoop) executor;
            Loop loop = new Loop(eventLoop, allocator, transport.readsAtOnce());
            LoopMetrics loopMetrics = metrics.loop(loops.size());
            loops.add(loop);
            Lanes lanes = new Lanes(
                    loop,
                    shards.shards(),
                    store.databases(),
                    laneSettings,
                    connector,
                    new LaneTimings(loop, loopMetrics, classes),
                    states);
            clientLoops.put(
                    eventLoop,
                    new ClientLoop(
                            loop,
                            lanes,
                            ShardPlanners.commandPlanner(table, localPlanners),
                            shards,
                            status,
                            limits,
                            memory,
                            registry,
                            loopMetrics));
            eventLoop.execute(lanes::prepare);
        }
        Channel server = bind(config, transport, allocator, group, new Listener(clientLoops, registry));
        log.info(
                "listening endpoint={} store={} shards={} loops={} transport={}",
                server.localAddress(),
                store.name(),
                shards.shardCount(),
                loopCount,
                transport);
        return new Proxy(group, connector, List.copyOf(loops), server);
    }

    /** Where clients connect. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.localAddress();
    }

    /** Waits until the proxy has been closed. */
    public void awaitTermination() throws InterruptedException {
        group.terminationFuture().await();
    }

    @Override
    public void close() {
        server.close().awaitUninterruptibly();
        loops.forEach(loop -> loop.eventLoop().execute(loop::close));
        group.shutdownGracefully(0, DRAIN.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly();
        connector.close();
    }

    private static Channel bind(
            ProxyConfig config,
            Transport transport,
            ByteBufAllocator allocator,
            MultiThreadIoEventLoopGroup group,
            Listener listener)
            throws ProxyStartException {
        InetSocketAddress address =
                new InetSocketAddress(config.listen().host(), config.listen().port());
        ChannelFuture bound = new ServerBootstrap()
                .group(group)
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
            group.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS).awaitUninterruptibly();
            throw new ProxyStartException(
                    "cannot listen on " + config.listen().host() + ":"
                            + config.listen().port() + ": " + bound.cause().getMessage(),
                    bound.cause());
        }
        return bound.channel();
    }
}

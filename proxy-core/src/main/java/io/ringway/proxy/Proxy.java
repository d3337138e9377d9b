// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.ringway.proxy.admin.AdminServer;
import io.ringway.proxy.admin.Health;
import io.ringway.proxy.backend.Backend;
import io.ringway.proxy.backend.LaneSettings;
import io.ringway.proxy.backend.LaneTimings;
import io.ringway.proxy.backend.Lanes;
import io.ringway.proxy.backend.PinnedLanes;
import io.ringway.proxy.backend.PinnedPermits;
import io.ringway.proxy.backend.PinnedSettings;
import io.ringway.proxy.backend.Shard;
import io.ringway.proxy.backend.ShardStates;
import io.ringway.proxy.backend.TcpConnector;
import io.ringway.proxy.backend.TrackedLanes;
import io.ringway.proxy.backend.TrackingLimit;
import io.ringway.proxy.cache.Coherence;
import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.command.CommandTable;
import io.ringway.proxy.command.LearnedCommands;
import io.ringway.proxy.control.config.AdminConfig;
import io.ringway.proxy.control.config.ProxyConfig;
import io.ringway.proxy.control.config.StoreConfig;
import io.ringway.proxy.control.health.LibraryRepair;
import io.ringway.proxy.control.reload.ConfigSource;
import io.ringway.proxy.frontend.ClientLoop;
import io.ringway.proxy.frontend.ClientRegistry;
import io.ringway.proxy.frontend.FrontendContext;
import io.ringway.proxy.frontend.Listener;
import io.ringway.proxy.frontend.SubscriptionCensus;
import io.ringway.proxy.frontend.Subscriptions;
import io.ringway.proxy.metrics.CommandClass;
import io.ringway.proxy.metrics.Figures;
import io.ringway.proxy.metrics.LoopMetrics;
import io.ringway.proxy.metrics.ProxyMetrics;
import io.ringway.proxy.plan.Planner;
import io.ringway.proxy.plan.ProxyView;
import io.ringway.proxy.plan.planners.LocalPlanners;
import io.ringway.proxy.plan.planners.ShardPlanners;
import io.ringway.proxy.route.StoreShards;
import io.ringway.proxy.script.ScriptMemory;
import io.ringway.proxy.slowlog.SlowLog;
import io.ringway.proxy.transport.Loop;
import io.ringway.proxy.transport.MemoryBudget;
import io.ringway.proxy.transport.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running proxy; the composition root: what it is made of is put together here and nowhere else. Safe for use by any thread. */
public final class Proxy implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Proxy.class);

    /** How often Dropwizard's moving averages are brought up to date, as its meters expect. */
    private static final int RATE_SECONDS = 5;

    /** How long a command that a shard did not know is taken for unknown: modules come while servers run. */
    private static final Duration ABSENCE = Duration.ofSeconds(10);

    /** How long clients get for the replies to what they have sent before the proxy stops. */
    private static final Duration DRAIN = Duration.ofSeconds(2);

    private final ProxyConfig config;
    private final Transport transport;
    private final PooledByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
    private final TcpConnector connector;
    private final ProxyMetrics metrics;
    private final ProxyStatus status;
    private final ProxyControl control;
    private final MultiThreadIoEventLoopGroup group;
    private final Map<EventLoop, ClientLoop> loops = new HashMap<>();
    private final AtomicBoolean draining = new AtomicBoolean();
    private final LibraryRepair libraries;
    private final ClientPort clientPort;
    private final @Nullable AdminServer admin;

    private Proxy(ProxyConfig config, @Nullable ConfigSource source, IntFunction<Coherence> coherences)
            throws ProxyStartException {
        this.config = config;
        transport = ProxySettings.transport(config);
        int loopCount = ProxySettings.loopCount(config);
        StoreConfig store = config.store();
        StoreShards shards = ProxySettings.shards(store);
        CommandTable table = CommandTable.load();
        LearnedCommands learned = new LearnedCommands(table.learnedId(), ABSENCE);
        List<String> shardNames = shards.shards().stream().map(Shard::name).toList();
        metrics = new ProxyMetrics(
                store.name(),
                shardNames,
                table.byId().stream().map(CommandSpec::name).toList(),
                loopCount);
        metrics.watchAllocator(allocator.metric());
        ShardStates states = new ShardStates(shards.shardCount());
        ClientRegistry registry =
                new ClientRegistry(config.limits().maxClients(), !config.auth().required());
        ScriptMemory scripts = new ScriptMemory(ProxySettings.scriptBytes());
        SubscriptionCensus census = new SubscriptionCensus(shards.shardCount());
        LaneSettings laneSettings = ProxySettings.laneSettings(config);
        PinnedSettings pinnedSettings = ProxySettings.pinnedSettings(store);
        List<PinnedPermits> permits = PinnedPermits.forShards(shards.shardCount(), pinnedSettings);
        TrackingLimit tracking = new TrackingLimit(config.limits().trackingClients());
        connector = new TcpConnector(transport, store.connectTimeout(), laneSettings.stuckTimeout());
        List<CommandClass> classes = table.byId().stream().map(CommandClass::of).toList();
        SlowLog slowLog = ProxySettings.begin(new SlowLog(table, Clock.systemUTC()), config.slowLog());
        Map<String, Planner> localPlanners =
                LocalPlanners.all(table, learned, ProxySettings.localSettings(config, states, slowLog));
        CacheSwitch caches = new CacheSwitch(shardNames, table, learned, loopCount, coherences, metrics);
        control = new ProxyControl(config, source, caches, metrics);
        refuse(control.objection(config));
        status = new ProxyStatus(
                store.shards(),
                states,
                registry,
                census,
                new Figures(metrics, Version.text(), transport.label()),
                control,
                scripts);
        FrontendContext context = new FrontendContext(
                shards,
                status,
                scripts,
                learned,
                ProxySettings.limits(config.limits()),
                new MemoryBudget(config.limits().memoryBytes()),
                new MemoryBudget(ProxySettings.mergeBytes()),
                registry,
                slowLog);
        group = new MultiThreadIoEventLoopGroup(
                loopCount, new DefaultThreadFactory("ringway-loop"), transport.ioHandlers());
        List<Backend> backends = new ArrayList<>();
        for (EventExecutor executor : group) {
            SingleThreadEventLoop eventLoop = (SingleThreadEventLoop) executor;
            Loop loop = new Loop(eventLoop, allocator, transport.readsAtOnce());
            LoopMetrics loopMetrics = metrics.loop(loops.size());
            LaneTimings timings = new LaneTimings(loop, loopMetrics, classes, slowLog);
            Backend backend = new Backend(
                    loop, shards.shards(), laneSettings, connector, timings, states, caches.link(loops.size()));
            backends.add(backend);
            Lanes lanes = new Lanes(backend, store.databases());
            PinnedLanes pinnedLanes = new PinnedLanes(backend, pinnedSettings, permits);
            ClientLoop clients = new ClientLoop(
                    loop,
                    lanes,
                    pinnedLanes,
                    new TrackedLanes(backend, tracking),
                    new Subscriptions(backend, census, loopMetrics),
                    ShardPlanners.commandPlanner(table, localPlanners, learned),
                    loopMetrics,
                    context,
                    table);
            loops.put(eventLoop, clients);
            caches.add(clients);
        }
        control.apply(config);
        libraries = new LibraryRepair(backends.get(0), caches.ownCommand());
        metrics.watchLibraries(store.name(), libraries::differing);
        try {
            clientPort = ClientPort.open(config.listen(), group, transport, allocator, new Listener(loops, registry));
            admin = startAdmin();
        } catch (ProxyStartException e) {
            stop();
            throw e;
        }
        loops.values().forEach(ClientLoop::prepare);
        libraries.begin();
        group.next().scheduleAtFixedRate(metrics::sampleRates, RATE_SECONDS, RATE_SECONDS, TimeUnit.SECONDS);
        log.info(
                "listening endpoint={} store={} shards={} loops={} transport={}",
                address(),
                store.name(),
                shards.shardCount(),
                loopCount,
                transport.label());
    }

    /** Starts a proxy; when this returns, clients can connect. Shards need not be reachable yet. */
    public static Proxy start(ProxyConfig config) throws ProxyStartException {
        return start(config, null);
    }

    /** As {@link #start(ProxyConfig)}, for a configuration that can be read again where it came from. */
    public static Proxy start(ProxyConfig config, @Nullable ConfigSource source) throws ProxyStartException {
        return start(
                config,
                source,
                stripes -> new Coherence(stripes, config.store().shards().size()));
    }

    /** As {@link #start(ProxyConfig, ConfigSource)}, with the rules of coherence to go by, for tests that break one. */
    static Proxy start(ProxyConfig config, @Nullable ConfigSource source, IntFunction<Coherence> coherence)
            throws ProxyStartException {
        return new Proxy(config, source, coherence);
    }

    /** Where clients connect. */
    public InetSocketAddress address() {
        return clientPort.address();
    }

    /** Where metrics and health are served, or null. */
    public @Nullable InetSocketAddress adminAddress() {
        return admin == null ? null : admin.address();
    }

    /** What commands may learn of this proxy. */
    public ProxyView view() {
        return status;
    }

    /** Reads the configuration again and goes over to it; what came of it is in the log. Returns at once. */
    public void reload() {
        control.reload(outcome -> {});
    }

    /** Waits until the proxy has been closed. */
    public void awaitTermination() throws InterruptedException {
        group.terminationFuture().await();
    }

    /** Takes no more clients, lets those that are connected have the replies to what they have sent, and stops. */
    @Override
    public void close() {
        if (!draining.compareAndSet(false, true)) {
            group.terminationFuture().awaitUninterruptibly();
            return;
        }
        control.close();
        clientPort.close();
        long deadline = System.nanoTime() + DRAIN.toNanos();
        for (ClientLoop loop : loops.values()) {
            loop.drain().awaitUninterruptibly(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
        stop();
        if (admin != null) {
            admin.close();
        }
    }

    private static void refuse(@Nullable String objection) throws ProxyStartException {
        if (objection != null) {
            throw new ProxyStartException(objection);
        }
    }

    private void stop() {
        control.close();
        libraries.stop().awaitUninterruptibly();
        loops.values().forEach(loop -> loop.stop().awaitUninterruptibly());
        group.shutdownGracefully(0, DRAIN.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly();
        connector.close();
    }

    private @Nullable AdminServer startAdmin() throws ProxyStartException {
        AdminConfig wanted = config.admin();
        if (!wanted.enabled()) {
            return null;
        }
        try {
            return AdminServer.start(
                    new InetSocketAddress(wanted.host(), wanted.port()),
                    metrics.registry(),
                    () -> new Health(draining.get(), status.shards()));
        } catch (IOException e) {
            clientPort.close();
            throw new ProxyStartException(String.valueOf(e.getMessage()), e);
        }
    }
}

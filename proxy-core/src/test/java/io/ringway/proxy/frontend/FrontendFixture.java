// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.ringway.proxy.backend.Backend;
import io.ringway.proxy.backend.LaneSettings;
import io.ringway.proxy.backend.LaneTimings;
import io.ringway.proxy.backend.Lanes;
import io.ringway.proxy.backend.PinnedLanes;
import io.ringway.proxy.backend.PinnedPermits;
import io.ringway.proxy.backend.PinnedSettings;
import io.ringway.proxy.backend.ScriptedShard;
import io.ringway.proxy.backend.Shard;
import io.ringway.proxy.backend.ShardStates;
import io.ringway.proxy.backend.TcpConnector;
import io.ringway.proxy.backend.TrackedLanes;
import io.ringway.proxy.backend.TrackingLimit;
import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.command.CommandTable;
import io.ringway.proxy.command.LearnedCommands;
import io.ringway.proxy.metrics.CommandClass;
import io.ringway.proxy.metrics.ProxyMetrics;
import io.ringway.proxy.plan.ProxyView;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.plan.Subscribers;
import io.ringway.proxy.plan.planners.LocalPlanners;
import io.ringway.proxy.plan.planners.LocalSettings;
import io.ringway.proxy.plan.planners.ShardPlanners;
import io.ringway.proxy.script.ScriptMemory;
import io.ringway.proxy.session.Users;
import io.ringway.proxy.slowlog.SlowLog;
import io.ringway.proxy.testing.Endpoint;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.transport.LoopFixture;
import io.ringway.proxy.transport.MemoryBudget;
import io.ringway.resp.ProtocolLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Clients' side, planning and lanes on one loop, before two scripted shards: keys that begin with {@code b} are on the second,
 * all others on the first. What asks for the proxy's view of its shards, such as {@code RINGWAY SHARDS}, fails unexpectedly.
 * Used by the test's thread.
 */
final class FrontendFixture implements AutoCloseable {
    static final ClientLimits LIMITS = new ClientLimits(
            ProtocolLimits.DEFAULT,
            100,
            64,
            64 << 20,
            64 << 20,
            new SubscriberLimits(32 << 20, 8 << 20, Duration.ofSeconds(60)));
    static final int MAX_IN_FLIGHT = 1000;
    static final int MERGE_BYTES = 8 << 20;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final CommandTable TABLE = CommandTable.load();

    final ScriptedShard shardA = new ScriptedShard(0);
    final ScriptedShard shardB = new ScriptedShard(1);
    final LoopFixture fixture = new LoopFixture();
    final LearnedCommands learned = new LearnedCommands(TABLE.learnedId(), Duration.ofMillis(100));
    final ClientRegistry registry;
    final MemoryBudget memory;
    final MemoryBudget mergeMemory = new MemoryBudget(MERGE_BYTES);
    final SlowLog slowLog = new SlowLog(TABLE, Clock.systemUTC());
    final ClientLoop clients;
    private final TcpConnector connector = new TcpConnector(fixture.transport(), TIMEOUT, TIMEOUT);
    private final Lanes lanes;
    private final PinnedLanes pinnedLanes;
    private final Subscriptions subscriptions;
    private final Channel server;
    private final List<RawClient> connected = new ArrayList<>();

    FrontendFixture() {
        this(LIMITS, 1L << 30, MAX_IN_FLIGHT);
    }

    FrontendFixture(ClientLimits limits, long memoryBytes, int maxInFlight) {
        registry = new ClientRegistry(limits.maxClients(), true);
        memory = new MemoryBudget(memoryBytes);
        List<Shard> shards = List.of(shardA.shard(), shardB.shard());
        ProxyMetrics metrics = new ProxyMetrics(
                "store",
                List.of("s0", "s1"),
                TABLE.byId().stream().map(CommandSpec::name).toList(),
                1);
        LaneSettings settings =
                new LaneSettings(null, null, TIMEOUT, TIMEOUT, TIMEOUT, TIMEOUT, TIMEOUT, maxInFlight, MERGE_BYTES);
        LaneTimings timings = new LaneTimings(
                fixture.loop(),
                metrics.loop(0),
                TABLE.byId().stream().map(CommandClass::of).toList(),
                slowLog);
        Backend backend = new Backend(fixture.loop(), shards, settings, connector, timings, new ShardStates(2));
        lanes = new Lanes(backend, 16);
        PinnedSettings pinned = new PinnedSettings(2, 0, TIMEOUT);
        pinnedLanes = new PinnedLanes(backend, pinned, PinnedPermits.forShards(2, pinned));
        subscriptions = new Subscriptions(backend, new SubscriptionCensus(2), metrics.loop(0));
        LocalSettings local =
                new LocalSettings(Users.OPEN, 16, () -> "7.2.0", "0", Map.of(), Clock.systemUTC(), slowLog);
        clients = new ClientLoop(
                fixture.loop(),
                lanes,
                pinnedLanes,
                new TrackedLanes(backend, new TrackingLimit(2)),
                subscriptions,
                ShardPlanners.commandPlanner(TABLE, LocalPlanners.all(TABLE, learned, local), learned),
                metrics.loop(0),
                new FrontendContext(
                        new ByFirstLetter(),
                        new Nothing(),
                        new ScriptMemory(1 << 20),
                        learned,
                        limits,
                        memory,
                        mergeMemory,
                        registry,
                        slowLog),
                TABLE);
        server = new ServerBootstrap()
                .group(fixture.group())
                .channel(fixture.transport().serverSocket())
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.ALLOCATOR, fixture.allocator())
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(128 << 10, 512 << 10))
                .childHandler(new Listener(Map.of(fixture.loop().eventLoop(), clients), registry))
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
    }

    /** A client of the proxy. */
    RawClient connect() {
        InetSocketAddress address = (InetSocketAddress) server.localAddress();
        RawClient client = RawClient.connect(new Endpoint("127.0.0.1", address.getPort()));
        connected.add(client);
        return client;
    }

    /** Ends everything, and fails if a client, a byte of the budget or a buffer is left. */
    @Override
    public void close() {
        server.close().syncUninterruptibly();
        connected.forEach(RawClient::reset);
        await("clients gone").until(() -> registry.size() == 0);
        await("memory budget").until(() -> memory.usedBytes() == 0);
        fixture.run(() -> lanes.close("the test is over"));
        fixture.run(() -> pinnedLanes.close("the test is over"));
        fixture.run(() -> subscriptions.close("the test is over"));
        assertThat(mergeMemory.usedBytes()).as("memory for merges").isZero();
        shardA.close();
        shardB.close();
        fixture.close();
        connector.close();
    }

    private static final class ByFirstLetter implements ShardMap {
        @Override
        public int shardCount() {
            return 2;
        }

        @Override
        public int shardOf(byte[] bytes, int length) {
            return length > 0 && bytes[0] == 'b' ? 1 : 0;
        }

        @Override
        public String shardName(int shard) {
            return "s" + shard;
        }
    }

    private static final class Nothing implements ProxyView {
        @Override
        public List<ClientLine> clients() {
            return List.of();
        }

        @Override
        public Map<String, String> settings() {
            return Map.of();
        }

        @Override
        public Map<String, String> clientFigures() {
            return Map.of();
        }

        @Override
        public Subscribers subscribers() {
            return Subscribers.NONE;
        }

        @Override
        public List<ShardState> shards() {
            throw new IllegalStateException("thrown by a test");
        }

        @Override
        public Map<String, String> figures() {
            return Map.of();
        }
    }
}

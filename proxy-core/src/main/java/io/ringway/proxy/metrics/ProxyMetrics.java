// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.metrics;

import com.codahale.metrics.Clock;
import com.codahale.metrics.Meter;
import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricRegistry;
import io.netty.buffer.ByteBufAllocatorMetric;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** All metrics of a proxy: hands each event loop its own, and sums them for readers. Safe for use by any thread. */
public final class ProxyMetrics {
    private final Clock clock;
    private final long startedAt;
    private final List<LoopMetrics> loops;
    private final List<String> shards;
    private final int commandCount;
    private final List<LatencyTimer> timers;
    private final Meter commandRate;
    private final MetricRegistry registry = new MetricRegistry();
    /** By result. */
    private final AtomicIntegerArray reloads = new AtomicIntegerArray(ReloadResult.values().length);

    private final CacheMetrics cacheMetrics;

    private volatile IntSupplier differingLibraries = () -> 0;

    /**
     * Metrics that begin at zero.
     *
     * @param store the store's name, a label of all that is counted by shard
     * @param shards the shards' names, by number
     * @param commands the commands' names, by {@link io.ringway.proxy.command.CommandSpec#id()}
     * @param loopCount how many event loops there are
     */
    public ProxyMetrics(String store, List<String> shards, List<String> commands, int loopCount) {
        this(store, shards, commands, loopCount, Clock.defaultClock());
    }

    ProxyMetrics(String store, List<String> shards, List<String> commands, int loopCount, Clock clock) {
        this.clock = clock;
        this.startedAt = clock.getTick();
        this.shards = List.copyOf(shards);
        this.cacheMetrics = new CacheMetrics(registry, store, this.shards);
        this.commandCount = commands.size();
        this.commandRate = new Meter(clock);
        this.loops = IntStream.range(0, loopCount)
                .mapToObj(i -> new LoopMetrics(shards.size(), commandCount))
                .toList();
        this.timers = IntStream.range(0, shards.size())
                .boxed()
                .flatMap(shard -> timers(store, shard))
                .toList();
        timers.forEach(this::register);
        registerLoopFigures();
        for (int id = 0; id < commandCount; id++) {
            int command = id;
            counter(Family.COMMANDS, List.of(commands.get(id)), loop -> loop.commandTotal(command));
        }
        for (int shard = 0; shard < shards.size(); shard++) {
            registerShardFigures(shard, List.of(store, shards.get(shard)));
        }
    }

    /** What the event loop of this number records into. */
    public LoopMetrics loop(int number) {
        return loops.get(number);
    }

    /** The same figures for Dropwizard's reporters; others may add their own metrics. */
    public MetricRegistry registry() {
        return registry;
    }

    /** Adds the memory that a buffer allocator holds. */
    public void watchAllocator(ByteBufAllocatorMetric allocator) {
        gauge(Family.BUFFER_MEMORY, List.of("direct"), allocator::usedDirectMemory);
        gauge(Family.BUFFER_MEMORY, List.of("heap"), allocator::usedHeapMemory);
    }

    /** Adds how many libraries of functions are not the same on all shards of a store. */
    public void watchLibraries(String store, IntSupplier differing) {
        differingLibraries = differing;
        gauge(Family.LIBRARIES_DIFFERING, List.of(store), differing::getAsInt);
    }

    /** Adds what the cache does, in the place of what was added before. Used by one thread at a time. */
    public void watchCache(CacheFigures cache) {
        cacheMetrics.replace(cache);
    }

    /** Takes that away, as there is no cache any more. */
    public void forgetCache() {
        cacheMetrics.remove();
    }

    /** The configuration was read again. Safe for use by any thread. */
    @SuppressWarnings("EnumOrdinal") // an index that lives as long as the enum
    public void reloaded(ReloadResult result) {
        reloads.incrementAndGet(result.ordinal());
    }

    @SuppressWarnings("EnumOrdinal") // an index that lives as long as the enum
    long reloads(ReloadResult result) {
        return reloads.get(result.ordinal());
    }

    /** Carries fresh counts over to the moving rates; to be called every five seconds by one thread. */
    public void sampleRates() {
        commandRate.mark(commandTotal() - commandRate.getCount());
        timers.forEach(LatencyTimer::sampleRate);
    }

    long sum(ToLongFunction<LoopMetrics> figure) {
        return loops.stream().mapToLong(figure).sum();
    }

    long sum(LoopCounter counter) {
        return sum(loop -> loop.total(counter));
    }

    long sum(int shard, ShardCounter counter) {
        return sum(loop -> loop.total(shard, counter));
    }

    long sum(FailureKind kind) {
        return sum(loop -> loop.total(kind));
    }

    long commandTotal() {
        return sum(loop ->
                IntStream.range(0, commandCount).mapToLong(loop::commandTotal).sum());
    }

    double commandRate() {
        return commandRate.getOneMinuteRate();
    }

    long connectedClients() {
        return sum(LoopCounter.CLIENTS_OPENED) - sum(LoopCounter.CLIENTS_CLOSED);
    }

    long heldClients() {
        return sum(LoopCounter.CLIENTS_HELD) - sum(LoopCounter.CLIENTS_RELEASED);
    }

    long lanesReady(int shard) {
        return sum(shard, ShardCounter.LANES_CONNECTED) - sum(shard, ShardCounter.LANES_CLOSED);
    }

    long inFlight(int shard) {
        return sum(shard, ShardCounter.SENT) - sum(shard, ShardCounter.REPLIED) - sum(shard, ShardCounter.LOST);
    }

    long pinnedLent(int shard) {
        return sum(shard, ShardCounter.PINNED_LENT) - sum(shard, ShardCounter.PINNED_RETURNED);
    }

    long pinnedWaiting(int shard) {
        return sum(shard, ShardCounter.PINNED_WAITS) - sum(shard, ShardCounter.PINNED_WAITS_ENDED);
    }

    long subscriptions() {
        return sum(LoopCounter.SUBSCRIBED) - sum(LoopCounter.UNSUBSCRIBED);
    }

    long trackingClients() {
        return sum(LoopCounter.TRACKING_BEGAN) - sum(LoopCounter.TRACKING_ENDED);
    }

    int librariesDiffering() {
        return differingLibraries.getAsInt();
    }

    long uptimeSeconds() {
        return TimeUnit.NANOSECONDS.toSeconds(clock.getTick() - startedAt);
    }

    int loopCount() {
        return loops.size();
    }

    int shardCount() {
        return shards.size();
    }

    Stream<LatencyTimer> timers() {
        return timers.stream();
    }

    private void registerLoopFigures() {
        gauge(Family.UPTIME, List.of(), this::uptimeSeconds);
        gauge(Family.EVENT_LOOPS, List.of(), this::loopCount);
        for (ReloadResult result : ReloadResult.values()) {
            register(new SummedCounter(Family.CONFIG_RELOADS, List.of(result.label()), () -> reloads(result)));
        }
        gauge(Family.CLIENTS_CONNECTED, List.of(), this::connectedClients);
        gauge(Family.CLIENTS_HELD, List.of(), this::heldClients);
        gauge(Family.OUTPUT_BUFFERED_BYTES, List.of(), () -> sum(LoopCounter.OUTPUT_BUFFERED));
        counter(Family.CLIENT_CONNECTIONS, List.of(), loop -> loop.total(LoopCounter.CLIENTS_OPENED));
        counter(Family.CLIENT_HOLDS, List.of(), loop -> loop.total(LoopCounter.CLIENTS_HELD));
        counter(Family.CLIENT_RECEIVED_BYTES, List.of(), loop -> loop.total(LoopCounter.CLIENT_BYTES_IN));
        counter(Family.CLIENT_SENT_BYTES, List.of(), loop -> loop.total(LoopCounter.CLIENT_BYTES_OUT));
        gauge(Family.SUBSCRIPTIONS, List.of(), this::subscriptions);
        counter(Family.MESSAGES_RELAYED, List.of(), loop -> loop.total(LoopCounter.MESSAGES_RELAYED));
        counter(Family.MESSAGES_DELIVERED, List.of(), loop -> loop.total(LoopCounter.MESSAGES_DELIVERED));
        counter(Family.SUBSCRIBERS_EVICTED, List.of(), loop -> loop.total(LoopCounter.SUBSCRIBERS_EVICTED));
        gauge(Family.TRACKING_CLIENTS, List.of(), this::trackingClients);
        counter(Family.TRACKING_MISSED, List.of(), loop -> loop.total(LoopCounter.TRACKING_MISSED));
        for (FailureKind kind : FailureKind.values()) {
            counter(Family.ERRORS, List.of(kind.label()), loop -> loop.total(kind));
        }
    }

    private void registerShardFigures(int shard, List<String> labels) {
        gauge(Family.LANES_READY, labels, () -> lanesReady(shard));
        gauge(Family.BACKEND_IN_FLIGHT, labels, () -> inFlight(shard));
        gauge(Family.PINNED_LENT, labels, () -> pinnedLent(shard));
        gauge(Family.PINNED_WAITING, labels, () -> pinnedWaiting(shard));
        counter(Family.PINNED_LENDS, labels, loop -> loop.total(shard, ShardCounter.PINNED_LENT));
        counter(Family.LANE_CONNECTS, labels, loop -> loop.total(shard, ShardCounter.LANES_CONNECTED));
        counter(Family.LANE_DISCONNECTS, labels, loop -> loop.total(shard, ShardCounter.LANES_CLOSED));
        counter(Family.LANE_CONNECT_FAILURES, labels, loop -> loop.total(shard, ShardCounter.LANES_FAILED));
        counter(Family.BACKEND_COMMANDS, labels, loop -> loop.total(shard, ShardCounter.SENT));
        counter(Family.BACKEND_REPLIES, labels, loop -> loop.total(shard, ShardCounter.REPLIED));
        counter(Family.BACKEND_LOST, labels, loop -> loop.total(shard, ShardCounter.LOST));
        counter(Family.BACKEND_TIMEOUTS, labels, loop -> loop.total(shard, ShardCounter.TIMED_OUT));
    }

    private Stream<LatencyTimer> timers(String store, int shard) {
        return Stream.of(CommandClass.values())
                .flatMap(kind -> Stream.of(Stage.values())
                        .map(stage -> new LatencyTimer(store, shards.get(shard), shard, kind, stage, loops, clock)));
    }

    private void gauge(Family family, List<String> labels, LongSupplier source) {
        register(new LabelledGauge(family, labels, source));
    }

    private void counter(Family family, List<String> labels, ToLongFunction<LoopMetrics> figure) {
        register(new SummedCounter(family, labels, () -> sum(figure)));
    }

    private <T extends Metric & Labelled> void register(T metric) {
        registry.register(metric.registryName(), metric);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.metrics;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What one event loop counts. No call allocates, but for the first latency of its kind and magnitude, and none takes a lock or
 * an atomic instruction. Gauges are differences of counters that only grow, so that every call is one addition. All methods
 * that change something are for the loop's own thread; the others, package-private, for any.
 */
@SuppressWarnings("EnumOrdinal") // indexes of arrays that live as long as the enums
public final class LoopMetrics {
    private static final VarHandle RECORDER = MethodHandles.arrayElementVarHandle(LatencyRecorder[].class);
    private static final int CLASSES = CommandClass.values().length;
    private static final int STAGES = Stage.values().length;
    private static final int SHARD_COUNTERS = ShardCounter.values().length;

    private final Counters loop = new Counters(LoopCounter.values().length);
    private final Counters failures = new Counters(FailureKind.values().length);
    private final Counters commands;
    private final Counters shards;
    /** By shard, command class and stage; null until the first latency. */
    private final @Nullable LatencyRecorder[] latencies;

    LoopMetrics(int shardCount, int commandCount) {
        commands = new Counters(commandCount);
        shards = new Counters(shardCount * SHARD_COUNTERS);
        latencies = new LatencyRecorder[shardCount * CLASSES * STAGES];
    }

    /** A client sent a command. */
    public void command(int commandId) {
        commands.add(commandId, 1);
    }

    /** A client sent the same command several times. */
    public void commands(int commandId, int count) {
        commands.add(commandId, count);
    }

    /** Commands took {@code nanos} each from the lane's flush to the reply read from it. */
    public void recordBackend(int shard, CommandClass kind, long nanos, int count) {
        latency(shard, kind, Stage.BACKEND).record(nanos, count);
    }

    /** Commands spent {@code nanos} each in the proxy: all their time here but that of {@link #recordBackend}. */
    public void recordProxy(int shard, CommandClass kind, long nanos, int count) {
        latency(shard, kind, Stage.PROXY).record(nanos, count);
    }

    public void clientOpened() {
        loop.add(LoopCounter.CLIENTS_OPENED.ordinal(), 1);
    }

    public void clientClosed() {
        loop.add(LoopCounter.CLIENTS_CLOSED.ordinal(), 1);
    }

    public void clientBytesIn(long bytes) {
        loop.add(LoopCounter.CLIENT_BYTES_IN.ordinal(), bytes);
    }

    public void clientBytesOut(long bytes) {
        loop.add(LoopCounter.CLIENT_BYTES_OUT.ordinal(), bytes);
    }

    /** Reading from a client stopped because it, or a shard it waits for, does not keep up. */
    public void clientHeld() {
        loop.add(LoopCounter.CLIENTS_HELD.ordinal(), 1);
    }

    /** Reading from a held client goes on, or the client is gone. */
    public void clientReleased() {
        loop.add(LoopCounter.CLIENTS_RELEASED.ordinal(), 1);
    }

    /** A client has one subscription more. */
    public void subscribed() {
        loop.add(LoopCounter.SUBSCRIBED.ordinal(), 1);
    }

    /** A client has one subscription less. */
    public void unsubscribed() {
        loop.add(LoopCounter.UNSUBSCRIBED.ordinal(), 1);
    }

    /** A message came from a shard and goes to so many clients. */
    public void messageRelayed(int clients) {
        loop.add(LoopCounter.MESSAGES_RELAYED.ordinal(), 1);
        loop.add(LoopCounter.MESSAGES_DELIVERED.ordinal(), clients);
    }

    /** A client was closed because it did not take its messages. */
    public void subscriberEvicted() {
        loop.add(LoopCounter.SUBSCRIBERS_EVICTED.ordinal(), 1);
    }

    /** A client tracks keys. */
    public void trackingBegan() {
        loop.add(LoopCounter.TRACKING_BEGAN.ordinal(), 1);
    }

    /** A client tracks keys no more. */
    public void trackingEnded() {
        loop.add(LoopCounter.TRACKING_ENDED.ordinal(), 1);
    }

    /** A client that tracks was told to forget everything, as changes may have gone unsaid. */
    public void trackingMissed() {
        loop.add(LoopCounter.TRACKING_MISSED.ordinal(), 1);
    }

    /** Bytes waiting to be written to clients became more, or fewer where {@code bytes} is negative. */
    public void outputBuffered(long bytes) {
        loop.add(LoopCounter.OUTPUT_BUFFERED.ordinal(), bytes);
    }

    /** The proxy answered a command with an error of its own. */
    public void failed(FailureKind kind) {
        failures.add(kind.ordinal(), 1);
    }

    /** The proxy answered several commands with an error of its own. */
    public void failed(FailureKind kind, int count) {
        failures.add(kind.ordinal(), count);
    }

    /** A lane is ready for commands. */
    public void laneConnected(int shard) {
        add(shard, ShardCounter.LANES_CONNECTED, 1);
    }

    /** A lane that was ready is closed. */
    public void laneClosed(int shard) {
        add(shard, ShardCounter.LANES_CLOSED, 1);
    }

    /** An attempt to connect a lane failed. */
    public void laneFailed(int shard) {
        add(shard, ShardCounter.LANES_FAILED, 1);
    }

    /** Commands were written to a lane. */
    public void backendSent(int shard, int count) {
        add(shard, ShardCounter.SENT, count);
    }

    /** Replies came, those to commands timed out before among them. */
    public void backendReplied(int shard, int count) {
        add(shard, ShardCounter.REPLIED, count);
    }

    /** A lane closed with this many commands written and not replied to, timed out ones among them. */
    public void backendLost(int shard, int count) {
        add(shard, ShardCounter.LOST, count);
    }

    /** Commands were given up because no reply came in time; each leaves a tombstone in its lane. */
    public void backendTimedOut(int shard, int count) {
        add(shard, ShardCounter.TIMED_OUT, count);
    }

    /** A pinned lane was lent to a client. */
    public void pinnedLent(int shard) {
        add(shard, ShardCounter.PINNED_LENT, 1);
    }

    /** A lent lane came back, or was lost. */
    public void pinnedReturned(int shard) {
        add(shard, ShardCounter.PINNED_RETURNED, 1);
    }

    /** A client joined the line for a pinned lane. */
    public void pinnedWaitBegan(int shard) {
        add(shard, ShardCounter.PINNED_WAITS, 1);
    }

    /** A client left that line, with a lane or without. */
    public void pinnedWaitEnded(int shard) {
        add(shard, ShardCounter.PINNED_WAITS_ENDED, 1);
    }

    long total(LoopCounter counter) {
        return loop.get(counter.ordinal());
    }

    long total(FailureKind kind) {
        return failures.get(kind.ordinal());
    }

    long total(int shard, ShardCounter counter) {
        return shards.get(shard * SHARD_COUNTERS + counter.ordinal());
    }

    long commandTotal(int commandId) {
        return commands.get(commandId);
    }

    /** Null until the first latency of the kind. */
    @Nullable
    LatencyRecorder latencies(int shard, CommandClass kind, Stage stage) {
        return (LatencyRecorder) RECORDER.getAcquire(latencies, index(shard, kind, stage));
    }

    private void add(int shard, ShardCounter counter, int count) {
        shards.add(shard * SHARD_COUNTERS + counter.ordinal(), count);
    }

    private LatencyRecorder latency(int shard, CommandClass kind, Stage stage) {
        int index = index(shard, kind, stage);
        LatencyRecorder recorder = latencies[index];
        if (recorder == null) {
            recorder = new LatencyRecorder();
            RECORDER.setRelease(latencies, index, recorder);
        }
        return recorder;
    }

    private static int index(int shard, CommandClass kind, Stage stage) {
        return (shard * CLASSES + kind.ordinal()) * STAGES + stage.ordinal();
    }
}

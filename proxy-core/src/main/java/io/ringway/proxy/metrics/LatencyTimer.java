// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.metrics;

import com.codahale.metrics.Clock;
import com.codahale.metrics.Meter;
import com.codahale.metrics.Snapshot;
import com.codahale.metrics.Timer;
import com.codahale.metrics.UniformReservoir;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * A timer of the registry that reads the latencies which the loops have recorded since the start, and cannot be written. Its
 * rates are as good as {@link #sampleRate} is called often. Safe for use by any thread.
 */
final class LatencyTimer extends Timer implements Labelled {
    private final List<String> labelValues;
    private final List<LoopMetrics> loops;
    private final int shard;
    private final CommandClass kind;
    private final Stage stage;
    private final Meter rate;

    LatencyTimer(
            String store,
            String shardName,
            int shard,
            CommandClass kind,
            Stage stage,
            List<LoopMetrics> loops,
            Clock clock) {
        this(new Meter(clock), store, shardName, shard, kind, stage, loops, clock);
    }

    private LatencyTimer(
            Meter rate,
            String store,
            String shardName,
            int shard,
            CommandClass kind,
            Stage stage,
            List<LoopMetrics> loops,
            Clock clock) {
        super(rate, new com.codahale.metrics.Histogram(new UniformReservoir(1)), clock);
        this.labelValues = List.of(store, shardName, kind.label(), stage.label());
        this.loops = loops;
        this.shard = shard;
        this.kind = kind;
        this.stage = stage;
        this.rate = rate;
    }

    @Override
    public long getCount() {
        return recorders().mapToLong(LatencyRecorder::count).sum();
    }

    /** The exact sum of all latencies. */
    long sumNanos() {
        return recorders().mapToLong(LatencyRecorder::sumNanos).sum();
    }

    /** Shows the cells of each loop in turn, so a latency may come several times. */
    void visit(LatencyRecorder.CellVisitor visitor) {
        recorders().forEach(recorder -> recorder.visit(visitor));
    }

    void addTo(Histogram histogram) {
        visit(histogram::recordValueWithCount);
    }

    @Override
    public Snapshot getSnapshot() {
        Histogram histogram = newHistogram();
        addTo(histogram);
        return new HistogramSnapshot(histogram);
    }

    /** A histogram with the recorders' own cells. */
    static Histogram newHistogram() {
        return new Histogram(
                LatencyRecorder.LOWEST_NANOS, LatencyRecorder.HIGHEST_NANOS, LatencyRecorder.SIGNIFICANT_DIGITS);
    }

    /** Carries what was recorded since the last call over to the rates. By one thread at a time. */
    void sampleRate() {
        long fresh = getCount() - rate.getCount();
        if (fresh > 0) {
            rate.mark(fresh);
        }
    }

    @Override
    public void update(long duration, TimeUnit unit) {
        throw new UnsupportedOperationException("the event loops record");
    }

    CommandClass kind() {
        return kind;
    }

    Stage stage() {
        return stage;
    }

    int shard() {
        return shard;
    }

    @Override
    public Family family() {
        return Family.COMMAND_DURATION;
    }

    @Override
    public List<String> labelValues() {
        return labelValues;
    }

    private Stream<LatencyRecorder> recorders() {
        return loops.stream().flatMap(loop -> Stream.ofNullable(loop.latencies(shard, kind, stage)));
    }
}

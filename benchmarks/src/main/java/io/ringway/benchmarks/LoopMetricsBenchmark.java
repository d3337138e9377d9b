// SPDX-License-Identifier: Apache-2.0
package io.ringway.benchmarks;

import io.ringway.proxy.metrics.CommandClass;
import io.ringway.proxy.metrics.LoopMetrics;
import io.ringway.proxy.metrics.ProxyMetrics;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What counting and timing one command costs the event loop. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class LoopMetricsBenchmark {
    private static final int LATENCIES = 1024;

    private final LoopMetrics metrics =
            new ProxyMetrics("main", List.of("a", "b", "c", "d"), List.of("get", "set"), 1).loop(0);
    private final long[] nanos =
            new SplittableRandom(7).longs(LATENCIES, 20_000, 2_000_000).toArray();

    @Benchmark
    @OperationsPerInvocation(LATENCIES)
    public LoopMetrics count() {
        for (int i = 0; i < LATENCIES; i++) {
            metrics.command(i & 1);
        }
        return metrics;
    }

    @Benchmark
    @OperationsPerInvocation(LATENCIES)
    public LoopMetrics time() {
        for (int i = 0; i < LATENCIES; i++) {
            metrics.recordBackend(i & 3, CommandClass.READ, nanos[i], 1);
        }
        return metrics;
    }

    /** As on the data path: the command, both stages, and the lane's counters. */
    @Benchmark
    @OperationsPerInvocation(LATENCIES)
    public LoopMetrics all() {
        for (int i = 0; i < LATENCIES; i++) {
            metrics.command(i & 1);
            metrics.backendSent(i & 3, 1);
            metrics.backendReplied(i & 3, 1);
            metrics.recordBackend(i & 3, CommandClass.READ, nanos[i], 1);
            metrics.recordProxy(i & 3, CommandClass.READ, nanos[i] >> 4, 1);
        }
        return metrics;
    }
}

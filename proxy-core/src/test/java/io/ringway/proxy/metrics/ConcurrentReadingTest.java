// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.codahale.metrics.Snapshot;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ConcurrentReadingTest {
    private static final int RUNS = 400_000;

    private final ProxyMetrics metrics = new ProxyMetrics("main", List.of("a", "b"), List.of("get"), 2);

    @Test
    void aReaderSeesGrowingCountsAndAllOfThemInTheEnd() throws Exception {
        AtomicBoolean writing = new AtomicBoolean(true);
        CompletableFuture<Void> writers =
                CompletableFuture.allOf(write(0), write(1)).whenComplete((done, failure) -> writing.set(false));
        LatencyTimer timer = metrics.timers()
                .filter(candidate -> candidate.shard() == 1
                        && candidate.kind() == CommandClass.WRITE
                        && candidate.stage() == Stage.BACKEND)
                .findFirst()
                .orElseThrow();

        long seen = 0;
        while (writing.get()) {
            long now = timer.getSnapshot().size();
            assertThat(now).isGreaterThanOrEqualTo(seen);
            seen = now;
        }
        writers.get();

        // Each writer recorded 1 … 1000 µs evenly, in runs of two.
        Snapshot snapshot = timer.getSnapshot();
        assertThat(timer.getCount()).isEqualTo(2L * 2 * RUNS);
        assertThat(snapshot.size()).isEqualTo(2 * 2 * RUNS);
        assertThat(timer.sumNanos()).isEqualTo(2L * 2 * (RUNS / 1000) * 1000 * 1001 / 2 * 1000);
        assertThat(snapshot.getMedian()).isCloseTo(500_000, within(5_000.0));
        assertThat(snapshot.get99thPercentile()).isCloseTo(990_000, within(9_900.0));
        assertThat(snapshot.getMean()).isCloseTo(500_500, within(5_000.0));
        assertThat(snapshot.getMax()).isCloseTo(1_000_000, within(10_000L));
        assertThat(metrics.commandTotal()).isEqualTo(2L * RUNS);
    }

    private CompletableFuture<Void> write(int loop) {
        LoopMetrics loopMetrics = metrics.loop(loop);
        return CompletableFuture.runAsync(() -> {
            for (int i = 0; i < RUNS; i++) {
                loopMetrics.recordBackend(1, CommandClass.WRITE, (i % 1000 + 1) * 1000L, 2);
                loopMetrics.command(0);
            }
        });
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.codahale.metrics.Clock;
import io.ringway.proxy.plan.ProxyView.ShardState;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FiguresTest {
    private static final List<ShardState> SHARDS = List.of(
            new ShardState("a", "127.0.0.1:7001", 1, "ready"), new ShardState("b", "127.0.0.1:7002", 1, "down"));

    private final ManualClock clock = new ManualClock();
    private final ProxyMetrics metrics = new ProxyMetrics("main", List.of("a", "b"), List.of("get", "set"), 2, clock);
    private final Figures figures = new Figures(metrics, "1.2.3", "epoll");

    @Test
    void beginWithWhoIsAsked() {
        clock.advanceSeconds(90);

        assertThat(figures.read(SHARDS))
                .containsEntry("ringway_version", "1.2.3")
                .containsEntry("transport", "epoll")
                .containsEntry("event_loops", "2")
                .containsEntry("uptime_in_seconds", "90");
    }

    @Test
    void sumAllLoops() {
        metrics.loop(0).clientOpened();
        metrics.loop(1).clientOpened();
        metrics.loop(1).clientClosed();
        metrics.loop(0).command(0);
        metrics.loop(1).commands(1, 9);
        metrics.loop(0).failed(FailureKind.SHARD_DOWN, 4);

        assertThat(figures.read(SHARDS))
                .containsEntry("connected_clients", "1")
                .containsEntry("total_connections_received", "2")
                .containsEntry("total_commands_processed", "10")
                .containsEntry("errors", "4")
                .containsEntry("errors_shard_down", "4");
    }

    @Test
    void haveALineForEachShard() {
        LoopMetrics loop = metrics.loop(0);
        loop.laneConnected(0);
        loop.backendSent(0, 100);
        loop.backendReplied(0, 99);
        loop.recordBackend(0, CommandClass.READ, 100_352, 98);
        loop.recordBackend(0, CommandClass.WRITE, 2_000_000, 2);

        assertThat(figures.read(SHARDS))
                .containsEntry(
                        "shard_a",
                        "state=ready,endpoint=127.0.0.1:7001,lanes=1,commands=100,in_flight=1,timeouts=0,"
                                + "p50_us=100.9,p99_us=2007.0")
                .containsEntry(
                        "shard_b",
                        "state=down,endpoint=127.0.0.1:7002,lanes=0,commands=0,in_flight=0,timeouts=0,"
                                + "p50_us=0.0,p99_us=0.0");
    }

    @Test
    void giveTheRateOfTheLastMinute() {
        for (int i = 0; i < 120; i++) {
            metrics.loop(0).commands(0, 500);
            metrics.sampleRates();
            clock.advanceSeconds(5);
        }
        metrics.sampleRates();

        assertThat(figures.read(SHARDS))
                .hasEntrySatisfying(
                        "commands_per_second",
                        rate -> assertThat(Integer.parseInt(rate)).isCloseTo(100, withinPercentage(5)));
    }

    private static final class ManualClock extends Clock {
        private long nanos;

        void advanceSeconds(int seconds) {
            nanos += TimeUnit.SECONDS.toNanos(seconds);
        }

        @Override
        public long getTick() {
            return nanos;
        }
    }
}

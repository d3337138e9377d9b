// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.codahale.metrics.Gauge;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class PrometheusExportTest {
    private static final Map<String, String> SHARD_A = Map.of("store", "main", "shard", "a");
    private static final Map<String, String> READS_FROM_A =
            Map.of("store", "main", "shard", "a", "command_class", "read", "stage", "backend");

    private final ProxyMetrics metrics = new ProxyMetrics("main", List.of("a", "b"), List.of("get", "config|get"), 2);

    @Test
    void writesTheSumOfAllLoops() throws IOException {
        metrics.loop(0).clientOpened();
        metrics.loop(1).clientOpened();
        metrics.loop(1).clientClosed();
        metrics.loop(0).commands(1, 3);
        metrics.loop(1).command(1);
        metrics.loop(1).failed(FailureKind.TIMEOUT);

        Exposition text = export();

        assertThat(text.value("ringway_client_connections_total", Map.of())).isEqualTo(2);
        assertThat(text.value("ringway_clients_connected", Map.of())).isEqualTo(1);
        assertThat(text.value("ringway_commands_total", Map.of("command", "config|get")))
                .isEqualTo(4);
        assertThat(text.value("ringway_errors_total", Map.of("kind", "timeout")))
                .isEqualTo(1);
        assertThat(text.value("ringway_errors_total", Map.of("kind", "refused")))
                .isZero();
    }

    @Test
    void writesWhatIsOnItsWayToAShard() throws IOException {
        LoopMetrics loop = metrics.loop(0);
        loop.laneConnected(0);
        loop.backendSent(0, 10);
        loop.backendReplied(0, 4);
        loop.backendTimedOut(0, 2);
        loop.laneClosed(0);
        loop.backendLost(0, 5);

        Exposition text = export();

        assertThat(text.value("ringway_backend_in_flight", SHARD_A)).isEqualTo(1);
        assertThat(text.value("ringway_backend_timeouts_total", SHARD_A)).isEqualTo(2);
        assertThat(text.value("ringway_lanes_ready", SHARD_A)).isZero();
        assertThat(text.value("ringway_lane_disconnects_total", SHARD_A)).isEqualTo(1);
    }

    @Test
    void writesRealHistogramsInSeconds() throws IOException {
        metrics.loop(0).recordBackend(0, CommandClass.READ, 40_000, 10);
        metrics.loop(1).recordBackend(0, CommandClass.READ, 700_000, 5);
        metrics.loop(1).recordBackend(0, CommandClass.READ, 30_000_000_000L, 1);

        Exposition text = export();

        assertThat(bucket(text, "5.0E-5")).isEqualTo(10);
        assertThat(bucket(text, "5.0E-4")).isEqualTo(10);
        assertThat(bucket(text, "0.001")).isEqualTo(15);
        assertThat(bucket(text, "10.0")).isEqualTo(15);
        assertThat(bucket(text, "+Inf")).isEqualTo(16);
        assertThat(text.value("ringway_command_duration_seconds_count", READS_FROM_A))
                .isEqualTo(16);
        assertThat(text.value("ringway_command_duration_seconds_sum", READS_FROM_A))
                .isCloseTo(30.0039, within(1e-9));
    }

    @Test
    void leavesOutWhatHasNotHappenedYet() throws IOException {
        Exposition text = export();

        assertThat(text.types()).doesNotContainKeys("ringway_commands_total", "ringway_command_duration_seconds");
        assertThat(text.types()).containsEntry("ringway_client_connections_total", "counter");
    }

    @Test
    void escapesNamesOfShards() throws IOException {
        ProxyMetrics odd = new ProxyMetrics("main", List.of("a\"b\\c\nd"), List.of(), 1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        PrometheusExport.write(odd.registry(), out);

        assertThat(Exposition.parse(out.toString(StandardCharsets.UTF_8))
                        .value("ringway_lanes_ready", Map.of("store", "main", "shard", "a\"b\\c\nd")))
                .isZero();
    }

    @Test
    void writesTheMachinesMetricsAndThoseOfOthers() throws IOException {
        JvmMetrics.register(metrics.registry());
        metrics.watchAllocator(PooledByteBufAllocator.DEFAULT.metric());
        metrics.registry().register("my.own gauge", (Gauge<Double>) () -> 1.5);
        metrics.registry().register("my.own text", (Gauge<String>) () -> "not a number");

        Exposition text = export();

        assertThat(text.value("jvm_memory_heap_used", Map.of())).isPositive();
        assertThat(text.value("my_own_gauge", Map.of())).isEqualTo(1.5);
        assertThat(text.types()).doesNotContainKey("my_own_text");
        assertThat(text.named("ringway_buffer_memory_bytes"))
                .extracting(sample -> sample.labels().get("area"))
                .containsExactlyInAnyOrder("direct", "heap");
    }

    @Test
    void keepsTheFormatsRulesWhileTheLoopsWrite() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            LoopMetrics loop = metrics.loop(0);
            for (int i = 1; !stop.get(); i++) {
                loop.recordBackend(i & 1, CommandClass.READ, i % 5_000_000, 3);
                loop.command(0);
            }
        });
        double seen = 0;
        try {
            for (int scrape = 0; scrape < 50; scrape++) {
                double count = export().named("ringway_commands_total").stream()
                        .mapToDouble(Exposition.Sample::value)
                        .sum();
                assertThat(count).isGreaterThanOrEqualTo(seen);
                seen = count;
            }
        } finally {
            stop.set(true);
        }
        writer.get();
    }

    private static double bucket(Exposition text, String bound) {
        Map<String, String> labels = new LinkedHashMap<>(READS_FROM_A);
        labels.put("le", bound);
        return text.value("ringway_command_duration_seconds_bucket", labels);
    }

    private Exposition export() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrometheusExport.write(metrics.registry(), out);
        return Exposition.parse(out.toString(StandardCharsets.UTF_8));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.metrics;

import io.ringway.proxy.plan.ProxyView.ShardState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntToLongFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** The fields of {@code INFO ringway}, named as Redis names its own. Latencies are those since the start. Immutable. */
public final class Figures {
    private final ProxyMetrics metrics;
    private final String version;
    private final String transport;

    /** Figures of a proxy of this version that runs on this transport, such as {@code epoll}. */
    public Figures(ProxyMetrics metrics, String version, String transport) {
        this.metrics = metrics;
        this.version = version;
        this.transport = transport;
    }

    /**
     * The fields and their values now, in the order in which they are shown.
     *
     * @param shards the shards by number
     */
    public Map<String, String> read(List<ShardState> shards) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("ringway_version", version);
        fields.put("transport", transport);
        put(fields, "event_loops", metrics.loopCount());
        put(fields, "uptime_in_seconds", metrics.uptimeSeconds());
        for (ReloadResult result : ReloadResult.values()) {
            put(fields, "config_reloads_" + result.label(), metrics.reloads(result));
        }
        put(fields, "connected_clients", metrics.connectedClients());
        put(fields, "held_clients", metrics.heldClients());
        put(fields, "total_connections_received", metrics.sum(LoopCounter.CLIENTS_OPENED));
        put(fields, "total_net_input_bytes", metrics.sum(LoopCounter.CLIENT_BYTES_IN));
        put(fields, "total_net_output_bytes", metrics.sum(LoopCounter.CLIENT_BYTES_OUT));
        put(fields, "output_buffered_bytes", metrics.sum(LoopCounter.OUTPUT_BUFFERED));
        put(fields, "subscriptions", metrics.subscriptions());
        put(fields, "messages_relayed", metrics.sum(LoopCounter.MESSAGES_RELAYED));
        put(fields, "messages_delivered", metrics.sum(LoopCounter.MESSAGES_DELIVERED));
        put(fields, "subscribers_evicted", metrics.sum(LoopCounter.SUBSCRIBERS_EVICTED));
        put(fields, "tracking_clients", metrics.trackingClients());
        put(fields, "tracking_missed", metrics.sum(LoopCounter.TRACKING_MISSED));
        put(fields, "total_commands_processed", metrics.commandTotal());
        put(fields, "commands_per_second", Math.round(metrics.commandRate()));
        put(fields, "backend_commands", overShards(ShardCounter.SENT));
        put(fields, "backend_in_flight", overShards(metrics::inFlight));
        put(fields, "lanes_ready", overShards(metrics::lanesReady));
        put(fields, "pinned_lent", overShards(metrics::pinnedLent));
        put(fields, "pinned_waiting", overShards(metrics::pinnedWaiting));
        put(fields, "lane_connect_failures", overShards(ShardCounter.LANES_FAILED));
        put(fields, "timeouts", overShards(ShardCounter.TIMED_OUT));
        put(fields, "libraries_differing", metrics.librariesDiffering());
        put(
                fields,
                "errors",
                Stream.of(FailureKind.values()).mapToLong(metrics::sum).sum());
        for (FailureKind kind : FailureKind.values()) {
            put(fields, "errors_" + kind.label(), metrics.sum(kind));
        }
        Histogram scratch = LatencyTimer.newHistogram();
        for (Stage stage : Stage.values()) {
            fill(scratch, timer -> timer.stage() == stage);
            fields.put(stage.label() + "_p50_us", micros(scratch, 50));
            fields.put(stage.label() + "_p99_us", micros(scratch, 99));
        }
        for (int shard = 0; shard < shards.size(); shard++) {
            ShardState state = shards.get(shard);
            fields.put("shard_" + state.name(), shardLine(shard, state, scratch));
        }
        return fields;
    }

    private String shardLine(int shard, ShardState state, Histogram scratch) {
        fill(scratch, timer -> timer.shard() == shard && timer.stage() == Stage.BACKEND);
        return "state=" + state.state()
                + ",endpoint=" + state.endpoint()
                + ",lanes=" + metrics.lanesReady(shard)
                + ",commands=" + metrics.sum(shard, ShardCounter.SENT)
                + ",in_flight=" + metrics.inFlight(shard)
                + ",timeouts=" + metrics.sum(shard, ShardCounter.TIMED_OUT)
                + ",p50_us=" + micros(scratch, 50)
                + ",p99_us=" + micros(scratch, 99);
    }

    private void fill(Histogram scratch, Predicate<LatencyTimer> wanted) {
        scratch.reset();
        metrics.timers().filter(wanted).forEach(timer -> timer.addTo(scratch));
    }

    private static String micros(Histogram histogram, double percentile) {
        return String.format(Locale.ROOT, "%.1f", histogram.getValueAtPercentile(percentile) / 1e3);
    }

    private long overShards(ShardCounter counter) {
        return overShards(shard -> metrics.sum(shard, counter));
    }

    private long overShards(IntToLongFunction figure) {
        return IntStream.range(0, metrics.shardCount()).mapToLong(figure).sum();
    }

    private static void put(Map<String, String> fields, String name, long value) {
        fields.put(name, Long.toString(value));
    }
}

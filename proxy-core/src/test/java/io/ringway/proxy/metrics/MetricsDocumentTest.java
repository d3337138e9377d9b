// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.plan.ProxyView.ShardState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/metrics.md} current; {@code -Dringway.docs=write} writes it anew. */
class MetricsDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "metrics.md");

    @Test
    void theDocumentSaysWhatTheCodeDoes() throws IOException {
        String expected = document();

        if ("write".equals(System.getProperty("ringway.docs"))) {
            Files.createDirectories(DOCUMENT.getParent());
            Files.writeString(DOCUMENT, expected);
        }

        assertThat(DOCUMENT).content().isEqualTo(expected);
    }

    private static String document() {
        return """
                # Metrics

                <!-- Generated from the code: mvn test -pl proxy-core -am -Dtest=MetricsDocumentTest -Dringway.docs=write \
                -Dsurefire.failIfNoSpecifiedTests=false -->

                The admin port serves all figures at `/metrics` in Prometheus' text format 0.0.4, and `/healthz`: 200 while clients are
                welcome, 503 while the proxy drains or no shard is reachable, with a JSON body that says which. `INFO ringway` gives the
                same figures to any Redis client. Programs that embed the proxy find them in its Dropwizard registry, and in JMX under
                the domain `ringway` when that is switched on; there a metric's labels are part of its name, with dots between.

                Counters begin at zero when the proxy starts. A histogram's name comes with `_bucket`, `_sum` and `_count` behind
                it. A scrape sees each figure a moment old; two figures of one scrape need not be of the same
                moment.

                | metric | type | labels | meaning |
                |---|---|---|---|
                """
                + Arrays.stream(Family.values()).map(MetricsDocumentTest::row).collect(Collectors.joining())
                + """

                ## Labels

                | label | values |
                |---|---|
                | `store` | the store's name |
                | `shard` | the shard's name |
                | `command` | the command's name as `COMMAND` gives it, with a bar before a subcommand: `config\\|get` |
                """
                + row(
                        "command_class",
                        "by the server's own flags: "
                                + join(Arrays.stream(CommandClass.values()).map(CommandClass::label)))
                + row("stage", join(Arrays.stream(Stage.values()).map(Stage::label)))
                + row(
                        "kind",
                        Arrays.stream(FailureKind.values())
                                .map(kind -> "`" + kind.label() + "` (" + kind.help() + ")")
                                .collect(Collectors.joining(", ")))
                + row("area", "`direct`, `heap`")
                + row("outcome", join(Arrays.stream(CacheEvent.values()).map(CacheEvent::label)))
                + row("result", join(Arrays.stream(ReloadResult.values()).map(ReloadResult::label)))
                + row("prefix", "of a cache rule; empty for keys without one")
                + """

                ## Latencies

                `ringway_command_duration_seconds` splits a command's time in two. Stage `backend` is what the network and the shard took,
                the shard's other work included; stage `proxy` is the rest: reading, planning, waiting for a lane, merging, writing.
                For a command split over shards each piece counts on its own shard. Latencies are kept to two significant digits from
                1 µs to 60 s, so a bucket may be off by those within 1 % above its bound; `_sum` is exact. The bounds in seconds:
                """
                + Arrays.stream(Buckets.BOUNDS)
                        .mapToObj(bound -> bound == Double.POSITIVE_INFINITY
                                ? "+Inf"
                                : String.format(Locale.ROOT, "%f", bound).replaceAll("\\.?0+$", ""))
                        .collect(Collectors.joining(", ", "", ".\n"))
                + """

                ## The virtual machine

                Metrics whose names begin with `jvm_memory_`, `jvm_gc_` and `jvm_buffers_` are Dropwizard's for the heap and other
                memory pools, garbage collection and buffer pools. Which there are depends on the virtual machine and its collector.

                ## INFO ringway

                Latencies are those since the start, as in Redis' own `INFO latencystats`; `commands_per_second` is a moving average
                over a minute.

                """
                + new Figures(new ProxyMetrics("main", List.of("a"), List.of(), 2), "0.1.0", "epoll")
                        .read(List.of(new ShardState("a", "127.0.0.1:7001", 1, "ready"))).entrySet().stream()
                                .map(field -> "    " + field.getKey() + ":" + field.getValue() + "\n")
                                .collect(Collectors.joining());
    }

    private static String row(Family family) {
        return "| `" + family.metricName() + (family.kind() == Family.Kind.COUNTER ? "_total" : "") + "` | "
                + family.kind().name().toLowerCase(Locale.ROOT) + " | "
                + join(family.labels().stream()) + " | " + family.help() + " |\n";
    }

    private static String row(String label, String values) {
        return "| `" + label + "` | " + values + " |\n";
    }

    private static String join(Stream<String> words) {
        return words.map(word -> "`" + word + "`").collect(Collectors.joining(", "));
    }
}

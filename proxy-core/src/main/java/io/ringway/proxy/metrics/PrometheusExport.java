// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.metrics;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricRegistry;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.PrometheusNaming;
import java.io.IOException;
import java.io.OutputStream;
import java.util.EnumMap;
import java.util.Map;

/**
 * Writes a registry in Prometheus' text format 0.0.4: catalogued metrics with labels, and of the others the gauges that are
 * numbers. Series of commands and latencies appear with their first value, so that a large command table costs nothing.
 * Stateless.
 */
public final class PrometheusExport {
    /** The content type of the text. */
    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private static final PrometheusTextFormatWriter WRITER = PrometheusTextFormatWriter.create();

    private PrometheusExport() {}

    /** Writes the metrics of a registry. */
    public static void write(MetricRegistry registry, OutputStream out) throws IOException {
        Map<Family, FamilySeries> families = new EnumMap<>(Family.class);
        MetricSnapshots.Builder snapshots = MetricSnapshots.builder();
        for (Map.Entry<String, Metric> entry : registry.getMetrics().entrySet()) {
            if (entry.getValue() instanceof Labelled labelled) {
                families.computeIfAbsent(labelled.family(), FamilySeries::of).add(labelled);
            } else if (entry.getValue() instanceof Gauge<?> gauge && gauge.getValue() instanceof Number value) {
                String name = prometheusName(entry.getKey());
                if (!snapshots.containsMetricName(name)) {
                    snapshots.metricSnapshot(GaugeSnapshot.builder()
                            .name(name)
                            .dataPoint(GaugeDataPointSnapshot.builder()
                                    .value(value.doubleValue())
                                    .build())
                            .build());
                }
            }
        }
        families.values().forEach(series -> series.snapshot().ifPresent(snapshots::metricSnapshot));
        WRITER.write(out, snapshots.build());
    }

    private static String prometheusName(String registryName) {
        return PrometheusNaming.sanitizeMetricName(registryName.replaceAll("[^a-zA-Z0-9_]", "_"));
    }
}

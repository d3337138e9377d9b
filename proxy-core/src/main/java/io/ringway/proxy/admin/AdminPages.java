// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.admin;

import com.codahale.metrics.MetricRegistry;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.ringway.proxy.admin.AdminPage.Content;
import io.ringway.proxy.metrics.JvmMetrics;
import io.ringway.proxy.metrics.PrometheusExport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pages by path. Confined to the admin thread. */
final class AdminPages {
    private static final String INDEX = """
            Ringway admin

            /metrics   figures in Prometheus' text format
            /healthz   200 while clients are welcome, 503 while draining or when no shard is reachable
            """;

    private final MetricRegistry registry;
    private final Map<String, AdminPage> pages;
    private boolean hasJvmMetrics;

    AdminPages(MetricRegistry registry, HealthView view) {
        this.registry = registry;
        pages = Map.of(
                "/", () -> Content.text(HttpResponseStatus.OK, INDEX),
                "/metrics", this::metrics,
                "/healthz", () -> health(view.health()));
    }

    /** Null where there is no page. */
    @Nullable
    AdminPage at(String path) {
        return pages.get(path);
    }

    /** The machine's metrics join at the first scrape, because loading them would delay the start. */
    private Content metrics() throws IOException {
        if (!hasJvmMetrics) {
            JvmMetrics.register(registry);
            hasJvmMetrics = true;
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream(16 * 1024);
        PrometheusExport.write(registry, text);
        return new Content(HttpResponseStatus.OK, PrometheusExport.CONTENT_TYPE, text.toByteArray());
    }

    private static Content health(Health health) {
        return Content.json(
                health.isServing() ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE, health.toJson());
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.metrics;

import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.jmx.JmxReporter;

/** Shows a registry in JMX, under the domain {@code ringway}, until it is closed. Safe for use by any thread. */
public final class JmxExport implements AutoCloseable {
    private final JmxReporter reporter;

    private JmxExport(JmxReporter reporter) {
        this.reporter = reporter;
    }

    /** Shows a registry's metrics, later ones too. */
    public static JmxExport start(MetricRegistry registry) {
        JmxReporter reporter =
                JmxReporter.forRegistry(registry).inDomain("ringway").build();
        reporter.start();
        return new JmxExport(reporter);
    }

    @Override
    public void close() {
        reporter.close();
    }
}

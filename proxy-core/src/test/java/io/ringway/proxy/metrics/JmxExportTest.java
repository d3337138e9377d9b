// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.List;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class JmxExportTest {
    private static final MBeanServer BEANS = ManagementFactory.getPlatformMBeanServer();

    @Test
    void showsTimersAndCountersUntilItIsClosed() throws Exception {
        ProxyMetrics metrics = new ProxyMetrics("main", List.of("a"), List.of("config|get"), 1);
        metrics.loop(0).recordBackend(0, CommandClass.READ, 1_000_000, 7);
        metrics.loop(0).command(0);
        ObjectName timer =
                new ObjectName("ringway:name=ringway_command_duration_seconds.main.a.read.backend,type=timers");
        ObjectName counter = new ObjectName("ringway:name=ringway_commands.config|get,type=counters");

        try (JmxExport export = JmxExport.start(metrics.registry())) {
            assertThat(export).isNotNull();
            assertThat(BEANS.getAttribute(timer, "Count")).isEqualTo(7L);
            assertThat((double) BEANS.getAttribute(timer, "99thPercentile")).isBetween(0.99, 1.01);
            assertThat(BEANS.getAttribute(counter, "Count")).isEqualTo(1L);
        }
        assertThat(BEANS.isRegistered(timer)).isFalse();
    }
}

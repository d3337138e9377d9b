// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.metrics;

import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.jvm.BufferPoolMetricSet;
import com.codahale.metrics.jvm.GarbageCollectorMetricSet;
import com.codahale.metrics.jvm.MemoryUsageGaugeSet;
import java.lang.management.ManagementFactory;

/** The virtual machine's own metrics: heap and other memory, garbage collection, buffer pools. Stateless. */
public final class JvmMetrics {
    private JvmMetrics() {}

    /** Adds them to a registry. Loads the platform's management classes, so keep it off the way to the first client. */
    public static void register(MetricRegistry registry) {
        registry.register("jvm.memory", new MemoryUsageGaugeSet());
        registry.register("jvm.gc", new GarbageCollectorMetricSet());
        registry.register("jvm.buffers", new BufferPoolMetricSet(ManagementFactory.getPlatformMBeanServer()));
    }
}

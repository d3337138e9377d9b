// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import java.util.Arrays;

/**
 * The buckets of the exported latency histograms. A recorder's cell counts for the bucket of its lowest latency, so a count may
 * be off by the latencies within 1 % above a bound. Stateless.
 */
final class Buckets {
    /** Seconds. From below what the proxy takes to beyond any deadline, about 2.2 times apart. */
    static final double[] BOUNDS = {
        0.000_005,
        0.000_01,
        0.000_025,
        0.000_05,
        0.000_1,
        0.000_25,
        0.000_5,
        0.001,
        0.002_5,
        0.005,
        0.01,
        0.025,
        0.05,
        0.1,
        0.25,
        0.5,
        1,
        2.5,
        5,
        10,
        Double.POSITIVE_INFINITY
    };

    private static final long[] BOUNDS_NANOS = Arrays.stream(BOUNDS)
            .mapToLong(seconds -> Math.round(seconds * 1e9))
            .toArray();

    private Buckets() {}

    static ClassicHistogramBuckets of(LatencyTimer timer) {
        long[] counts = new long[BOUNDS.length];
        timer.visit((nanos, times) -> counts[bucketOf(nanos)] += times);
        return ClassicHistogramBuckets.of(BOUNDS, counts);
    }

    private static int bucketOf(long nanos) {
        int found = Arrays.binarySearch(BOUNDS_NANOS, nanos);
        return found >= 0 ? found : -found - 1;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.metrics;

import com.codahale.metrics.Snapshot;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.StreamSupport;
import org.HdrHistogram.Histogram;

/** The registry's view of a histogram that nobody writes any more. Immutable. */
final class HistogramSnapshot extends Snapshot {
    private final Histogram histogram;

    HistogramSnapshot(Histogram histogram) {
        this.histogram = histogram;
    }

    @Override
    public double getValue(double quantile) {
        return histogram.getValueAtPercentile(quantile * 100);
    }

    /** Each value that was recorded once, however often it was. */
    @Override
    public long[] getValues() {
        return StreamSupport.stream(histogram.recordedValues().spliterator(), false)
                .mapToLong(value -> value.getValueIteratedTo())
                .toArray();
    }

    @Override
    public int size() {
        return (int) Math.min(histogram.getTotalCount(), Integer.MAX_VALUE);
    }

    @Override
    public long getMax() {
        return histogram.getMaxValue();
    }

    @Override
    public double getMean() {
        return histogram.getMean();
    }

    @Override
    public long getMin() {
        return histogram.getTotalCount() == 0 ? 0 : histogram.getMinValue();
    }

    @Override
    public double getStdDev() {
        return histogram.getStdDeviation();
    }

    @Override
    public void dump(OutputStream output) {
        histogram.outputPercentileDistribution(new PrintStream(output, true, StandardCharsets.UTF_8), 1.0);
    }
}

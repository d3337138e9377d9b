// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.metrics;

import com.codahale.metrics.Counter;
import java.util.List;
import java.util.function.LongSupplier;

/** A counter of the registry that reads what the loops have counted, and cannot be written. Safe for use by any thread. */
final class SummedCounter extends Counter implements Labelled {
    private final Family family;
    private final List<String> labelValues;
    private final LongSupplier sum;

    SummedCounter(Family family, List<String> labelValues, LongSupplier sum) {
        this.family = family;
        this.labelValues = labelValues;
        this.sum = sum;
    }

    @Override
    public long getCount() {
        return sum.getAsLong();
    }

    @Override
    public void inc(long amount) {
        throw new UnsupportedOperationException("the event loops count");
    }

    @Override
    public void dec(long amount) {
        throw new UnsupportedOperationException("the event loops count");
    }

    @Override
    public Family family() {
        return family;
    }

    @Override
    public List<String> labelValues() {
        return labelValues;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.metrics;

import com.codahale.metrics.Gauge;
import java.util.List;
import java.util.function.LongSupplier;

/** A gauge of the registry that belongs to the catalogue. As safe for threads as its source. */
record LabelledGauge(Family family, List<String> labelValues, LongSupplier source) implements Gauge<Long>, Labelled {
    @Override
    public Long getValue() {
        return source.getAsLong();
    }
}

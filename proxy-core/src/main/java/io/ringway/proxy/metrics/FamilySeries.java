// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The series of one family, gathered for one exposition. Confined to the thread that writes it. */
abstract class FamilySeries {
    private final Family family;

    private FamilySeries(Family family) {
        this.family = family;
    }

    static FamilySeries of(Family family) {
        return switch (family.kind()) {
            case COUNTER -> new OfCounters(family);
            case GAUGE -> new OfGauges(family);
            case HISTOGRAM -> new OfHistograms(family);
        };
    }

    /** Takes a metric's value as it is now. */
    abstract void add(Labelled metric);

    /** All series, unless there are none. */
    abstract Optional<MetricSnapshot> snapshot();

    Labels labels(Labelled metric) {
        return Labels.of(family.labels(), metric.labelValues());
    }

    <T extends MetricSnapshot.Builder<T>> T describe(T builder) {
        return builder.name(family.metricName()).help(family.help());
    }

    private static final class OfCounters extends FamilySeries {
        private final boolean showZero;
        private final CounterSnapshot.Builder builder;
        private boolean empty = true;

        OfCounters(Family family) {
            super(family);
            showZero = family != Family.COMMANDS;
            builder = describe(CounterSnapshot.builder());
        }

        @Override
        void add(Labelled metric) {
            long count = ((SummedCounter) metric).getCount();
            if (count > 0 || showZero) {
                empty = false;
                builder.dataPoint(CounterDataPointSnapshot.builder()
                        .labels(labels(metric))
                        .value((double) count)
                        .build());
            }
        }

        @Override
        Optional<MetricSnapshot> snapshot() {
            return empty ? Optional.empty() : Optional.of(builder.build());
        }
    }

    private static final class OfGauges extends FamilySeries {
        private final GaugeSnapshot.Builder builder;

        OfGauges(Family family) {
            super(family);
            builder = describe(GaugeSnapshot.builder());
        }

        @Override
        void add(Labelled metric) {
            builder.dataPoint(GaugeDataPointSnapshot.builder()
                    .labels(labels(metric))
                    .value(((LabelledGauge) metric).getValue())
                    .build());
        }

        @Override
        Optional<MetricSnapshot> snapshot() {
            return Optional.of(builder.build());
        }
    }

    private static final class OfHistograms extends FamilySeries {
        private final List<HistogramDataPointSnapshot> points = new ArrayList<>();

        OfHistograms(Family family) {
            super(family);
        }

        @Override
        void add(Labelled metric) {
            LatencyTimer timer = (LatencyTimer) metric;
            if (timer.getCount() > 0) {
                points.add(HistogramDataPointSnapshot.builder()
                        .labels(labels(metric))
                        .classicHistogramBuckets(Buckets.of(timer))
                        .sum(timer.sumNanos() / 1e9)
                        .build());
            }
        }

        @Override
        Optional<MetricSnapshot> snapshot() {
            if (points.isEmpty()) {
                return Optional.empty();
            }
            HistogramSnapshot.Builder builder = describe(HistogramSnapshot.builder());
            points.forEach(builder::dataPoint);
            return Optional.of(builder.build());
        }
    }
}

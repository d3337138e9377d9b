// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.metrics;

import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricRegistry;
import java.util.List;

/** A metric of the registry that belongs to the catalogue; the registry itself knows no labels. */
interface Labelled extends Metric {
    Family family();

    /** One for each of the family's labels, in their order. */
    List<String> labelValues();

    /** The name in the registry: the family and the label values, with dots between. */
    default String registryName() {
        return MetricRegistry.name(family().metricName(), labelValues().toArray(String[]::new));
    }
}

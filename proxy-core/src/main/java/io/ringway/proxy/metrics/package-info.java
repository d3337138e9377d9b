// SPDX-License-Identifier: Apache-2.0
/**
 * What the proxy counts and times. The data path records into one {@link io.ringway.proxy.metrics.LoopMetrics} per event loop;
 * {@link io.ringway.proxy.metrics.ProxyMetrics} sums the loops for whoever reads. Depends on nothing of the data path but the
 * command table's rows.
 */
@NullMarked
package io.ringway.proxy.metrics;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.metrics;

import com.codahale.metrics.MetricRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** The metrics of a store's cache, which come and go with it while the proxy runs. Used by one thread at a time. */
final class CacheMetrics {
    private final MetricRegistry registry;
    private final String store;
    /** Names of shards, by number. */
    private final List<String> shards;
    /** Names of metrics in the registry; all leave with their cache. */
    private final List<String> registered = new ArrayList<>();

    CacheMetrics(MetricRegistry registry, String store, List<String> shards) {
        this.registry = registry;
        this.store = store;
        this.shards = shards;
    }

    /** Registers what a cache does, in the place of what another one did. */
    void replace(CacheFigures cache) {
        remove();
        List<String> own = List.of(store);
        register(new LabelledGauge(Family.CACHE_ENTRIES, own, cache.entries()));
        register(new LabelledGauge(Family.CACHE_BYTES, own, cache.bytes()));
        register(new LabelledGauge(Family.CACHE_MAX_BYTES, own, cache::maxBytes));
        counter(Family.CACHE_INVALIDATIONS, own, cache, CacheCounts::invalidations);
        for (CacheEvent event : CacheEvent.values()) {
            Family family = event.isRead() ? Family.CACHE_READS : Family.CACHE_FILLS;
            counter(family, List.of(store, event.label()), cache, loop -> loop.total(event));
        }
        for (String prefix : cache.prefixes()) {
            List<String> labels = List.of(store, prefix);
            counter(Family.CACHE_RULE_READS, labels, cache, loop -> loop.reads(prefix));
            counter(Family.CACHE_RULE_HITS, labels, cache, loop -> loop.hits(prefix));
        }
        for (int i = 0; i < shards.size(); i++) {
            int shard = i;
            register(new LabelledGauge(
                    Family.CACHE_ARMED,
                    List.of(store, shards.get(shard)),
                    () -> cache.armed().test(shard) ? 1 : 0));
        }
    }

    /** There is no cache any more. */
    void remove() {
        registered.forEach(registry::remove);
        registered.clear();
    }

    private void counter(Family family, List<String> labels, CacheFigures cache, ToLongFunction<CacheCounts> figure) {
        register(new SummedCounter(family, labels, () -> cache.sum(figure)));
    }

    private void register(Labelled metric) {
        registry.register(metric.registryName(), metric);
        registered.add(metric.registryName());
    }
}

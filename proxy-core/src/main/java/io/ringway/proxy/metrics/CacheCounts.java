// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.metrics;

import java.util.List;

/**
 * What one event loop counts of the cache; no call allocates or takes a lock but {@link #begin}. All methods that change something
 * are for the loop's own thread, the others for any.
 */
@SuppressWarnings("EnumOrdinal") // indexes of arrays that live as long as the enums
public final class CacheCounts {
    private final Counters events = new Counters(CacheEvent.values().length);
    private final Counters invalidations = new Counters(1);
    /** Replaced whole when there are other rules. */
    private volatile RuleCounts rules = new RuleCounts(List.of());

    /**
     * From now on there are these rules. One whose prefix was there before counts on.
     *
     * @param prefixes by the rule's number
     */
    public void begin(List<String> prefixes) {
        rules = rules.over(prefixes);
    }

    /** Something became of a read, or of a fill; hits are told by {@link #hit}. */
    public void happened(CacheEvent event) {
        events.add(event.ordinal(), 1);
    }

    /** A read that falls under this rule was answered. */
    public void hit(int rule) {
        rules.hit(rule);
    }

    /** A read that falls under this rule was not answered. */
    public void missed(int rule) {
        rules.missed(rule);
    }

    /** A shard told of changes to so many keys. */
    public void invalidated(int keys) {
        invalidations.add(0, keys);
    }

    long total(CacheEvent event) {
        return event == CacheEvent.HIT ? rules.allHits() : events.get(event.ordinal());
    }

    long reads(String prefix) {
        return rules.reads(prefix);
    }

    long hits(String prefix) {
        return rules.hits(prefix);
    }

    long invalidations() {
        return invalidations.get(0);
    }
}

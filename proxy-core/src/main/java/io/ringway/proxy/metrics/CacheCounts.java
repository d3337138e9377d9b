// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.metrics;

import java.util.stream.IntStream;

/**
 * What one event loop counts of the cache; no call allocates or takes a lock. All methods that change something are for the loop's
 * own thread, the others for any.
 */
@SuppressWarnings("EnumOrdinal") // indexes of arrays that live as long as the enums
public final class CacheCounts {
    private final Counters events = new Counters(CacheEvent.values().length);
    /** By rule: reads that were not answered, then hits. */
    private final Counters rules;

    private final Counters invalidations = new Counters(1);
    private final int ruleCount;

    /** @param ruleCount how many rules there are */
    public CacheCounts(int ruleCount) {
        this.ruleCount = ruleCount;
        rules = new Counters(ruleCount * 2);
    }

    /** Something became of a read, or of a fill; hits are told by {@link #hit}. */
    public void happened(CacheEvent event) {
        events.add(event.ordinal(), 1);
    }

    /** A read that falls under this rule was answered. */
    public void hit(int rule) {
        rules.add(rule * 2 + 1, 1);
    }

    /** A read that falls under this rule was not answered. */
    public void missed(int rule) {
        rules.add(rule * 2, 1);
    }

    /** A shard told of changes to so many keys. */
    public void invalidated(int keys) {
        invalidations.add(0, keys);
    }

    long total(CacheEvent event) {
        return event == CacheEvent.HIT ? allHits() : events.get(event.ordinal());
    }

    long reads(int rule) {
        return rules.get(rule * 2) + hits(rule);
    }

    long hits(int rule) {
        return rules.get(rule * 2 + 1);
    }

    private long allHits() {
        return IntStream.range(0, ruleCount).mapToLong(this::hits).sum();
    }

    long invalidations() {
        return invalidations.get(0);
    }
}

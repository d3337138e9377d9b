// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.metrics;

/**
 * What one event loop counts of the cache; no call allocates or takes a lock. All methods that change something are for the loop's
 * own thread, the others for any.
 */
@SuppressWarnings("EnumOrdinal") // indexes of arrays that live as long as the enums
public final class CacheCounts {
    private final Counters events = new Counters(CacheEvent.values().length);
    /** By rule: all reads, then hits. */
    private final Counters rules;

    private final Counters invalidations = new Counters(1);

    /** @param ruleCount how many rules there are */
    public CacheCounts(int ruleCount) {
        rules = new Counters(ruleCount * 2);
    }

    /** Something became of a read, or of a fill. */
    public void happened(CacheEvent event) {
        events.add(event.ordinal(), 1);
    }

    /** A read fell under this rule, and was a hit or not. */
    public void read(int rule, boolean hit) {
        rules.add(rule * 2, 1);
        if (hit) {
            rules.add(rule * 2 + 1, 1);
        }
    }

    /** A shard told of changes to so many keys. */
    public void invalidated(int keys) {
        invalidations.add(0, keys);
    }

    long total(CacheEvent event) {
        return events.get(event.ordinal());
    }

    long reads(int rule) {
        return rules.get(rule * 2);
    }

    long hits(int rule) {
        return rules.get(rule * 2 + 1);
    }

    long invalidations() {
        return invalidations.get(0);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.cache;

import java.util.List;

/**
 * A store's cache: what is remembered, and all that decides about it. Safe for use by any thread.
 *
 * @param hotKeys one for each event loop
 */
public record LocalCache(
        Coherence coherence,
        ReplyCache replies,
        CacheRules rules,
        Admission admission,
        CacheArming arming,
        List<HotKeys> hotKeys) {

    /** About what a small entry takes. */
    private static final int ENTRY_BYTES = 512;

    private static final int LEAST_STRIPES = 1 << 12;
    private static final int MOST_STRIPES = 1 << 22;

    public LocalCache {
        hotKeys = List.copyOf(hotKeys);
    }

    /**
     * An empty cache.
     *
     * @param maxBytes what it may take with all that belongs to it
     * @param coherence of {@link #stripes} stripes, which count too
     */
    public static LocalCache create(
            long maxBytes, List<CacheRule> rules, Coherence coherence, int shardCount, int loopCount) {
        int entries = (int) Math.min(MOST_STRIPES, maxBytes / ENTRY_BYTES);
        long tables = (long) coherence.stripeCount() * Long.BYTES
                + Admission.bytes(entries)
                + ReplyCache.tableBytes(maxBytes);
        ReplyCache replies = new ReplyCache(coherence, Math.max(0, maxBytes - tables));
        Admission admission = new Admission(entries, replies::isFull);
        return new LocalCache(
                coherence,
                replies,
                new CacheRules(rules),
                admission,
                new CacheArming(shardCount),
                java.util.stream.Stream.generate(HotKeys::new).limit(loopCount).toList());
    }

    /** How many stripes suit a cache of this size. */
    public static int stripes(long maxBytes) {
        long wanted = Math.max(LEAST_STRIPES, Math.min(MOST_STRIPES, maxBytes / ENTRY_BYTES));
        return (int) Long.highestOneBit(wanted);
    }
}

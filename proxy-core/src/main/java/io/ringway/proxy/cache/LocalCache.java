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
    private static final int MOST_STRIPES = Coherence.MOST_STRIPES;
    /** More than so many times too few stripes make keys cost each other hits, and as many too many are a waste. */
    private static final int MISFIT = 4;

    public LocalCache {
        hotKeys = List.copyOf(hotKeys);
    }

    /**
     * An empty cache.
     *
     * @param maxBytes what it may take with all that belongs to it
     * @param coherence of stripes that {@link #suits}, which count too
     */
    public static LocalCache create(
            long maxBytes, List<CacheRule> rules, Coherence coherence, CacheArming arming, List<HotKeys> hotKeys) {
        Admission admission = new Admission(entries(maxBytes));
        ReplyCache replies = new ReplyCache(coherence, forReplies(maxBytes, coherence), admission);
        return new LocalCache(coherence, replies, new CacheRules(rules), admission, arming, hotKeys);
    }

    /** From now on it may take so many bytes with all that belongs to it; only what there is no more room for is forgotten. */
    public void resize(long maxBytes) {
        replies.resize(forReplies(maxBytes, coherence));
        admission.resize(entries(maxBytes));
    }

    /** How many stripes are best for a cache of this size. */
    public static int stripes(long maxBytes) {
        long wanted = Math.max(LEAST_STRIPES, entries(maxBytes));
        return (int) Long.highestOneBit(wanted);
    }

    /** Whether so many stripes will do for a cache of this size. */
    public static boolean suits(int stripeCount, long maxBytes) {
        int wanted = stripes(maxBytes);
        return stripeCount <= wanted * MISFIT && stripeCount >= wanted / MISFIT;
    }

    private static int entries(long maxBytes) {
        return (int) Math.min(MOST_STRIPES, maxBytes / ENTRY_BYTES);
    }

    private static long forReplies(long maxBytes, Coherence coherence) {
        long tables = (long) coherence.stripeCount() * Long.BYTES
                + Admission.bytes(entries(maxBytes))
                + ReplyCache.tableBytes(maxBytes);
        return Math.max(0, maxBytes - tables);
    }
}

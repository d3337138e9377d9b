// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.cache;

import java.util.function.BooleanSupplier;

/**
 * Decides which misses are worth a fill, which costs the shard three commands instead of one. A key must have been missed a few
 * times of late; how often depends on whether fills pay: where the cache is full and the last fills brought few hits, as with
 * keys that are read all equally rarely, it takes more, up to so many that hardly anything is filled. Shared by all loops, whose
 * counts may race, which costs precision only. Safe for use by any thread.
 */
public final class Admission {
    private static final int LEAST = 2;
    private static final int MOST = Frequencies.MOST - 1;
    /** Fills after which it is asked whether they have paid. */
    private static final int TRIAL = 512;
    /** Hits for each fill below which fills are made rarer, and above which they are made more frequent. */
    private static final int POOR = 2;

    private static final int GOOD = 4;

    private volatile Frequencies frequencies;
    private final BooleanSupplier full;
    private volatile int threshold = LEAST;
    private int fills;
    private int hits;
    private int refused;

    /**
     * Begins with no misses.
     *
     * @param entries about how many entries there is room for
     * @param full whether that room is used
     */
    public Admission(int entries, BooleanSupplier full) {
        this.full = full;
        frequencies = new Frequencies(words(entries));
    }

    /** So many commands were answered from the cache. */
    public void hits(int count) {
        hits += count;
    }

    /** Whether a key that was missed is to be filled. */
    public boolean missed(long hash) {
        if (frequencies.count(hash) < threshold) {
            if (++refused >= TRIAL * 64) {
                // Times change: what does not pay now is tried again.
                refused = 0;
                threshold = Math.max(LEAST, threshold - 1);
            }
            return false;
        }
        if (++fills >= TRIAL) {
            judge();
        }
        return true;
    }

    /** What the tables for so many entries take. */
    static long bytes(int entries) {
        return (long) words(entries) * Long.BYTES;
    }

    /** There is room for about so many entries from now on; counts of misses begin anew. */
    void resize(int entries) {
        frequencies = new Frequencies(words(entries));
    }

    private static int words(int entries) {
        return Math.max(64, Integer.highestOneBit(Math.max(1, entries / 2)));
    }

    /** How many misses of late a key must have to be filled. */
    public int threshold() {
        return threshold;
    }

    private void judge() {
        boolean mayBePoor = full.getAsBoolean();
        if (mayBePoor && hits < fills * POOR) {
            threshold = Math.min(MOST, threshold + 1);
        } else if (!mayBePoor || hits > fills * GOOD) {
            threshold = Math.max(LEAST, threshold - 1);
        }
        fills = 0;
        hits = 0;
        refused = 0;
    }
}

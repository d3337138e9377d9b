// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.cache;

/**
 * Decides which misses are worth a fill, which costs the shard three commands instead of one. A key must have been missed a few
 * times of late; how often depends on whether fills pay. That is judged by the replies that are evicted, as these are the ones that
 * hardly belong in the cache: where they brought few hits, as with keys that are read all equally rarely, it takes more misses,
 * up to so many that hardly anything is filled. Shared by all loops, whose counts may race, which costs precision only. Safe for
 * use by any thread.
 */
public final class Admission {
    private static final int LEAST = 2;
    private static final int MOST = Frequencies.MOST - 1;
    /** Evictions after which it is asked whether the fills of what was evicted have paid. */
    private static final int TRIAL = 512;
    /** Misses that are not filled after which somewhat less frequent ones are tried: times change. */
    private static final int REFUSALS = TRIAL * 128;
    /** Hits for each eviction below which fills are made rarer, and above which they are made more frequent. */
    private static final int POOR = 2;

    private static final int GOOD = 4;

    private volatile Frequencies frequencies;
    private volatile int threshold = LEAST;
    /** Whether some of the last fills had to make room. */
    private boolean isFull;

    private int fills;
    private int evictions;
    private int hitsOfEvicted;
    private int refusals;

    /**
     * Begins with no misses.
     *
     * @param entries about how many entries there is room for
     */
    public Admission(int entries) {
        frequencies = new Frequencies(words(entries));
    }

    /** Whether a key that was missed is to be filled. */
    public boolean missed(long hash) {
        if (frequencies.count(hash) < threshold) {
            if (++refusals >= REFUSALS) {
                refusals = 0;
                easier();
            }
            return false;
        }
        if (++fills >= TRIAL) {
            if (!isFull) {
                easier();
            }
            fills = 0;
            isFull = false;
        }
        return true;
    }

    /** A reply made room for another one, having answered so many commands. */
    void evicted(int hits) {
        isFull = true;
        hitsOfEvicted += hits;
        if (++evictions >= TRIAL) {
            judge();
        }
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
        if (hitsOfEvicted < evictions * POOR) {
            threshold = Math.min(MOST, threshold + 1);
            refusals = 0;
        } else if (hitsOfEvicted > evictions * GOOD) {
            easier();
        }
        evictions = 0;
        hitsOfEvicted = 0;
    }

    private void easier() {
        threshold = Math.max(LEAST, threshold - 1);
    }
}

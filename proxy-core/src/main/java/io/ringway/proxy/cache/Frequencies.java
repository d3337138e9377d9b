// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.cache;

/**
 * How often keys have been asked for of late, roughly: four counters of four bits for each key, of which the least counts, all
 * halved from time to time. A key's counters lie side by side, so that counting waits for memory once. Loops add to it without
 * locks and may lose a count now and then. Safe for use by any thread.
 */
final class Frequencies {
    static final int MOST = 15;

    private static final long HALF_MASK = 0x7777777777777777L;
    private static final int COUNTERS_PER_WORD = 16;
    private static final int ROWS = 4;
    /** Of one key's counters: what a processor fetches at once. */
    private static final int WORDS_PER_BLOCK = 8;

    private final long[] words;
    private final int mask;
    /** Counts until the halving, per loop of counting; races only shift it. */
    private final int period;

    private int counted;

    /** @param wordCount a power of two, at least 8; each word serves a handful of keys */
    Frequencies(int wordCount) {
        words = new long[wordCount];
        mask = wordCount - WORDS_PER_BLOCK;
        period = wordCount * COUNTERS_PER_WORD / ROWS;
    }

    /** Counts a key by its hash; returns its count, at most {@link #MOST}. */
    int count(long hash) {
        long spread = hash * 0x9E3779B97F4A7C15L;
        int block = (int) (spread >>> 40) & mask;
        int least = MOST;
        for (int row = 0; row < ROWS; row++) {
            // Five bits choose among a row's two words and their sixteen counters.
            int choice = (int) (spread >>> (row * 5));
            int word = block + row * 2 + (choice >>> 4 & 1);
            int shift = (choice & COUNTERS_PER_WORD - 1) << 2;
            int counter = (int) (words[word] >>> shift) & MOST;
            if (counter < MOST) {
                words[word] += 1L << shift;
                counter++;
            }
            least = Math.min(least, counter);
        }
        if (++counted >= period) {
            counted = 0;
            halve();
        }
        return least;
    }

    private void halve() {
        for (int i = 0; i < words.length; i++) {
            words[i] = (words[i] >>> 1) & HALF_MASK;
        }
    }
}

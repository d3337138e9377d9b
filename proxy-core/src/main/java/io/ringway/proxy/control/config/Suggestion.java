// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Guesses which word somebody meant to write. Stateless. */
final class Suggestion {
    private Suggestion() {}

    /** {@code ", did you mean 'shards'?"}, or nothing where no word is near. */
    static String forWord(String written, Collection<String> words) {
        String lower = written.toLowerCase(Locale.ROOT);
        return words.stream()
                .filter(word -> distance(lower, word) <= Math.max(1, word.length() / 3))
                .min(Comparator.comparingInt(word -> distance(lower, word)))
                .map(word -> ", did you mean '" + word + "'?")
                .orElse("");
    }

    /** How many letters to insert, delete, replace or swap with their neighbour to get from one word to the other. */
    static int distance(String from, String to) {
        int[][] steps = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                steps[i][j] = i == 0 || j == 0 ? i + j : fewest(from, to, steps, i, j);
            }
        }
        return steps[from.length()][to.length()];
    }

    private static int fewest(String from, String to, int[][] steps, int i, int j) {
        int replace = steps[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        int best = Math.min(replace, 1 + Math.min(steps[i - 1][j], steps[i][j - 1]));
        boolean swapped =
                i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1);
        return swapped ? Math.min(best, steps[i - 2][j - 2] + 1) : best;
    }
}

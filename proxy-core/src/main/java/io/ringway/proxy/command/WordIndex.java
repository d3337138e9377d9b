// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.command;

import io.ringway.resp.CommandFrame;
import org.jspecify.annotations.Nullable;

/**
 * Finds values by an argument of a command, upper or lower case, straight from the frame: nothing is copied or allocated. An
 * open-addressing table at most a quarter full, so that most look-ups end at their first slot. Immutable once filled.
 */
final class WordIndex<V> {
    private static final int INITIAL_SLOTS = 8;

    private int size;
    private int longest;
    private @Nullable String[] words = new String[INITIAL_SLOTS];
    private @Nullable Object[] values = new Object[INITIAL_SLOTS];

    /** Adds a word of lower-case ASCII. */
    void put(String word, V value) {
        if (++size * 4 > words.length) {
            grow();
        }
        longest = Math.max(longest, word.length());
        insert(word, value);
    }

    @SuppressWarnings("unchecked") // insert() puts only values of type V there
    @Nullable
    V find(CommandFrame command, int argument) {
        int length = command.argLength(argument);
        if (length > longest) {
            return null;
        }
        int hash = length;
        for (int i = 0; i < length; i++) {
            hash = step(hash, command.byteAt(argument, i));
        }
        int mask = words.length - 1;
        for (int slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
            String word = words[slot];
            if (word == null) {
                return null;
            }
            if (command.argIs(argument, word)) {
                return (V) values[slot];
            }
        }
    }

    private void insert(String word, @Nullable Object value) {
        int hash = word.length();
        for (int i = 0; i < word.length(); i++) {
            hash = step(hash, (byte) word.charAt(i));
        }
        int mask = words.length - 1;
        int slot = spread(hash) & mask;
        while (words[slot] != null) {
            slot = (slot + 1) & mask;
        }
        words[slot] = word;
        values[slot] = value;
    }

    private void grow() {
        @Nullable String[] oldWords = words;
        @Nullable Object[] oldValues = values;
        words = new String[oldWords.length * 2];
        values = new Object[oldWords.length * 2];
        for (int i = 0; i < oldWords.length; i++) {
            String word = oldWords[i];
            if (word != null) {
                insert(word, oldValues[i]);
            }
        }
    }

    /** Setting bit 5 makes letters lower case; what else it makes equal, the comparison tells apart. */
    private static int step(int hash, byte b) {
        return hash * 31 + (b | 0x20);
    }

    private static int spread(int hash) {
        return hash ^ (hash >>> 9);
    }
}

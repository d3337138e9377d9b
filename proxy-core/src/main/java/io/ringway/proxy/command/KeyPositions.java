// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.command;

import java.util.Arrays;

/**
 * Indexes of a command's keys among its arguments; a list to fill again and again. Confined to one event loop.
 */
public final class KeyPositions {
    private static final int INITIAL_CAPACITY = 16;
    /** A list that held more gives its array back at the next {@link #clear}, so that one huge command leaves no memory. */
    private static final int KEPT_CAPACITY = 1024;

    private int[] positions = new int[INITIAL_CAPACITY];
    private int count;

    /** How many keys there are. */
    public int count() {
        return count;
    }

    /** The index of one of the keys' arguments. */
    public int at(int key) {
        return positions[key];
    }

    /** The indexes, copied. */
    public int[] toArray() {
        return Arrays.copyOf(positions, count);
    }

    void clear() {
        count = 0;
        if (positions.length > KEPT_CAPACITY) {
            positions = new int[INITIAL_CAPACITY];
        }
    }

    void add(int position) {
        if (count == positions.length) {
            positions = Arrays.copyOf(positions, count * 2);
        }
        positions[count++] = position;
    }
}

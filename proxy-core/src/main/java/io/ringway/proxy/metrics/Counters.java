// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.metrics;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A row of counters that one thread adds to at the price of a plain addition. Opaque access keeps the compiler from holding a
 * counter back in a register; readers see each counter a moment old, and no order between two of them. Written by one thread,
 * read by any.
 */
final class Counters {
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
    /** Two cache lines on either side, because processors fetch lines in pairs: no other loop's writes share ours. */
    private static final int PADDING = 16;

    private final long[] cells;

    Counters(int size) {
        cells = new long[PADDING + size + PADDING];
    }

    /** By the owning thread only. */
    void add(int counter, long amount) {
        int cell = PADDING + counter;
        CELL.setOpaque(cells, cell, cells[cell] + amount);
    }

    long get(int counter) {
        return (long) CELL.getOpaque(cells, PADDING + counter);
    }
}

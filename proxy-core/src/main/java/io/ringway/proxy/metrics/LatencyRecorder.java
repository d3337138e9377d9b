// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.metrics;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The counts of an HdrHistogram with two significant digits, kept in pieces. It has the cells of {@code new Histogram(1_000,
 * 60_000_000_000, 2)}, so reading it into such a histogram loses nothing, but allocates them 128 at a time, one power of two
 * of latency, when the first value falls there.
 *
 * <p>Why not HdrHistogram's own recorders: {@code SingleWriterRecorder} holds two whole histograms of 21 KB and two atomic
 * additions per value protect their swap; with 64 shards, three command classes and two stages that is 16 MB for each event
 * loop. Here a shard whose latencies span a factor of thirty takes 5 KB, and a value costs three plain additions. The plain
 * {@code Histogram} is as fast, but does not say what a concurrent reader sees.
 *
 * <p>Written by one thread, read by any; a reader may miss values of the last moment.
 */
final class LatencyRecorder {
    /** Values below are counted as 0: HdrHistogram rounds 1 µs down to a power of two. */
    static final long LOWEST_NANOS = 1_000;
    /** Values above are counted as this one. */
    static final long HIGHEST_NANOS = 60_000_000_000L;

    static final int SIGNIFICANT_DIGITS = 2;

    /** The width of the finest cells is 512 ns. */
    private static final int UNIT_BITS = 9;

    private static final int CHUNK_BITS = 7;
    private static final int CHUNK_CELLS = 1 << CHUNK_BITS;
    private static final long FINEST_MASK = (2L * CHUNK_CELLS - 1) << UNIT_BITS;
    private static final int LEADING_ZEROS_BASE = Long.SIZE - UNIT_BITS - CHUNK_BITS - 1;
    private static final int CHUNKS = LEADING_ZEROS_BASE - Long.numberOfLeadingZeros(HIGHEST_NANOS) + 2;

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle CHUNK = MethodHandles.arrayElementVarHandle(long[][].class);
    private static final VarHandle COUNT;
    private static final VarHandle SUM;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            COUNT = lookup.findVarHandle(LatencyRecorder.class, "count", long.class);
            SUM = lookup.findVarHandle(LatencyRecorder.class, "sum", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Chunk 0 and 1 have cells of one unit; from then on each chunk's cells are twice as wide as the one's before. */
    private final long[][] chunks = new long[CHUNKS][];

    private long count;
    /** Nanoseconds as they were recorded, neither rounded nor clamped. */
    private long sum;

    /** Counts a latency {@code times} times. By the owning thread only. */
    void record(long nanos, int times) {
        long value = Math.min(Math.max(nanos, 0), HIGHEST_NANOS);
        int doublings = LEADING_ZEROS_BASE - Long.numberOfLeadingZeros(value | FINEST_MASK);
        int position = (int) (value >>> (doublings + UNIT_BITS));
        int chunkIndex = doublings + (position >>> CHUNK_BITS);
        long[] chunk = chunks[chunkIndex];
        if (chunk == null) {
            chunk = new long[CHUNK_CELLS];
            CHUNK.setRelease(chunks, chunkIndex, chunk);
        }
        int cell = position & (CHUNK_CELLS - 1);
        CELL.setOpaque(chunk, cell, chunk[cell] + times);
        SUM.setOpaque(this, sum + nanos * times);
        COUNT.setOpaque(this, count + times);
    }

    long count() {
        return (long) COUNT.getOpaque(this);
    }

    long sumNanos() {
        return (long) SUM.getOpaque(this);
    }

    /** Shows the cells that are not empty, from the lowest latency to the highest. */
    void visit(CellVisitor visitor) {
        for (int i = 0; i < CHUNKS; i++) {
            long[] chunk = (long[]) CHUNK.getAcquire(chunks, i);
            if (chunk == null) {
                continue;
            }
            for (int cell = 0; cell < CHUNK_CELLS; cell++) {
                long times = (long) CELL.getOpaque(chunk, cell);
                if (times != 0) {
                    visitor.cell(lowestNanos(i, cell), times);
                }
            }
        }
    }

    private static long lowestNanos(int chunk, int cell) {
        return chunk == 0 ? (long) cell << UNIT_BITS : (long) (CHUNK_CELLS + cell) << (chunk - 1 + UNIT_BITS);
    }

    /** Takes what a recorder has counted. */
    @FunctionalInterface
    interface CellVisitor {
        /**
         * A cell.
         *
         * @param nanos the lowest latency that falls into it
         */
        void cell(long nanos, long times);
    }
}

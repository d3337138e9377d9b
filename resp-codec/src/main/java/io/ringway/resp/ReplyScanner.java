// SPDX-License-Identifier: Apache-2.0
package io.ringway.resp;

import io.netty.buffer.ByteBuf;

/**
 * Finds where a server's reply ends without reading what it says: RESP2 and RESP3, nested to any depth without recursion. A
 * reply may come in pieces: the scanner remembers what is still to come, and what it has passed need not be kept. Confined
 * to one event loop; one per backend connection.
 */
public final class ReplyScanner {
    /** The bytes are no reply; returned by {@link #scan}. */
    public static final int MALFORMED = -1;

    /** Longest header, simple string or error; Redis' own are far shorter, so more means we are out of step. */
    private static final int MAX_LINE_BYTES = 1 << 20;

    private static final String TYPES = "+-:_#,($=!*~>%|";
    private static final long BAD = Long.MIN_VALUE;

    /** Values of the current reply yet to begin; 0 between replies. */
    private long values;
    /** Bytes of the current bulk yet to come, its line end included. */
    private long bulkBytes;

    private int lineEnd;

    /**
     * Passes over as much as it can of one reply in {@code from} (inclusive) to {@code to} (exclusive).
     *
     * @return the index behind what was passed, or {@link #MALFORMED}; {@link #isComplete} tells whether the reply ended there
     */
    public int scan(ByteBuf in, int from, int to) {
        int position = from;
        if (values == 0 && bulkBytes == 0) {
            values = 1;
        }
        while (true) {
            if (bulkBytes > 0) {
                long passed = Math.min(bulkBytes, to - position);
                bulkBytes -= passed;
                position += (int) passed;
                if (bulkBytes > 0) {
                    return position;
                }
            }
            if (values == 0 || position >= to) {
                return position;
            }
            int line = findLineEnd(in, position + 1, to);
            if (line < 0) {
                boolean hopeless = to - position > MAX_LINE_BYTES || TYPES.indexOf(in.getByte(position)) < 0;
                return hopeless ? MALFORMED : position;
            }
            if (!enter(in, position, line)) {
                return MALFORMED;
            }
            position = lineEnd;
        }
    }

    /** Whether the last {@link #scan} ended at the end of a reply. */
    public boolean isComplete() {
        return values == 0 && bulkBytes == 0;
    }

    /** Bytes known to be missing of the bulk in progress; 0 where none is. */
    public long bulkBytesMissing() {
        return bulkBytes;
    }

    /** Forgets a reply in progress. */
    public void reset() {
        values = 0;
        bulkBytes = 0;
    }

    private boolean enter(ByteBuf in, int typeAt, int line) {
        if (in.getByte(line + 1) != '\n') {
            return false;
        }
        lineEnd = line + 2;
        switch (in.getByte(typeAt)) {
            case '+', '-', ':', '_', '#', ',', '(' -> values--;
            case '$', '=', '!' -> {
                long length = number(in, typeAt + 1, line);
                if (length < -1) {
                    return false;
                }
                values--;
                bulkBytes = length < 0 ? 0 : length + 2;
            }
            case '*', '~', '>' -> {
                long count = number(in, typeAt + 1, line);
                if (count < -1) {
                    return false;
                }
                values += Math.max(count, 0) - 1;
            }
            case '%' -> {
                long count = number(in, typeAt + 1, line);
                if (count < -1) {
                    return false;
                }
                values += 2 * Math.max(count, 0) - 1;
            }
            case '|' -> {
                long count = number(in, typeAt + 1, line);
                if (count < 0) {
                    return false;
                }
                values += 2 * count;
            }
            default -> {
                return false;
            }
        }
        // Counts that add up to more than a long holds are no reply either.
        return values >= 0;
    }

    /** Index of the {@code \r} of the line's end, or -1 where it has yet to come. */
    private static int findLineEnd(ByteBuf in, int from, int to) {
        // Most lines are a few bytes: a plain loop beats a call that sets itself up for long ones.
        int near = Math.min(to, from + 24);
        for (int i = from; i < near; i++) {
            if (in.getByte(i) == '\r') {
                return i + 1 < to ? i : -1;
            }
        }
        if (near == to) {
            return -1;
        }
        int found = in.indexOf(near, to, (byte) '\r');
        return found < 0 || found + 1 >= to ? -1 : found;
    }

    /** A count or length of up to 15 digits in {@code from} to {@code line}, or a number below -1 where it is none. */
    static long number(ByteBuf in, int from, int line) {
        boolean negative = from < line && in.getByte(from) == '-';
        int position = negative ? from + 1 : from;
        int digits = line - position;
        if (digits < 1 || digits > 15) {
            return BAD;
        }
        long value = 0;
        for (; position < line; position++) {
            int digit = in.getByte(position) - '0';
            if (digit < 0 || digit > 9) {
                return BAD;
            }
            value = value * 10 + digit;
        }
        return negative ? -value : value;
    }
}

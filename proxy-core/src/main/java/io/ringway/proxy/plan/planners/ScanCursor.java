// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A SCAN cursor over several shards: a shard's own cursor, times 1024, plus the number of the shard. Servers count their cursors
 * up from 0 in as many bits as their table has, so ours are small too; should a server use all of its 64 bits, ours is a number
 * of up to 74 bits, and nothing is lost. Immutable.
 *
 * @param shard whose turn it is
 * @param own the shard's own cursor, as text
 */
record ScanCursor(int shard, String own) {
    private static final int SHARD_BITS = 10;
    private static final int SHARD_MASK = (1 << SHARD_BITS) - 1;
    /** A shard's own cursor below this leaves room for the shard in a positive {@code long}. */
    private static final long MAX_SMALL = Long.MAX_VALUE >>> SHARD_BITS;

    private static final BigInteger MAX_OWN = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    private static final BigInteger MAX = MAX_OWN.shiftLeft(SHARD_BITS).or(BigInteger.valueOf(SHARD_MASK));
    /** Digits of {@link #MAX}. */
    private static final int MAX_DIGITS = 23;
    /** Digits that always fit a {@code long}. */
    private static final int SMALL_DIGITS = 18;

    private static final String START = "0";

    /** Reads what a client sent; null where it is no cursor of ours. */
    static @Nullable ScanCursor parse(byte[] text) {
        if (text.length == 0 || text.length > MAX_DIGITS) {
            return null;
        }
        for (byte b : text) {
            if (b < '0' || b > '9') {
                return null;
            }
        }
        String digits = new String(text, StandardCharsets.US_ASCII);
        if (text.length <= SMALL_DIGITS) {
            long value = Long.parseLong(digits);
            return new ScanCursor((int) (value & SHARD_MASK), Long.toString(value >>> SHARD_BITS));
        }
        BigInteger value = new BigInteger(digits);
        return value.compareTo(MAX) > 0
                ? null
                : new ScanCursor(
                        value.intValue() & SHARD_MASK,
                        value.shiftRight(SHARD_BITS).toString());
    }

    /** The start of a shard. */
    static ScanCursor start(int shard) {
        return new ScanCursor(shard, START);
    }

    /** Where to go on when the shard has answered with its next cursor; the same as the very start when all is done. */
    ScanCursor next(String nextOwn, int shardCount) {
        if (!nextOwn.equals(START)) {
            return new ScanCursor(shard, nextOwn);
        }
        return shard + 1 < shardCount ? start(shard + 1) : start(0);
    }

    /** What the client gets. */
    String text() {
        if (own.length() <= SMALL_DIGITS) {
            long value = Long.parseLong(own);
            if (value <= MAX_SMALL) {
                return Long.toString(value << SHARD_BITS | shard);
            }
        }
        return new BigInteger(own)
                .shiftLeft(SHARD_BITS)
                .or(BigInteger.valueOf(shard))
                .toString();
    }
}

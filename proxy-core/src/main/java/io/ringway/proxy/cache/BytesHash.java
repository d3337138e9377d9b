// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.cache;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

/**
 * Hashes short runs of bytes where they lie, eight at a time, by multiplying and folding. Seeded anew by each process, so that
 * nobody outside can choose keys that collide. Stateless.
 */
final class BytesHash {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long SEED = new SplittableRandom().nextLong();
    private static final long FIRST = 0x9E3779B97F4A7C15L;
    private static final long SECOND = 0xD6E8FEB86659FD93L;

    private BytesHash() {}

    static long of(ByteBuf buffer, int index, int length) {
        long hash = SEED ^ length * FIRST;
        int at = index;
        int end = index + length;
        if (length >= Long.BYTES) {
            for (; end - at > Long.BYTES; at += Long.BYTES) {
                hash = fold(hash ^ buffer.getLongLE(at), FIRST);
            }
            // The last ones may have been among those before: better than one by one.
            return fold(hash ^ buffer.getLongLE(end - Long.BYTES), SECOND);
        }
        long rest = 0;
        for (int shift = 0; at < end; at++, shift += Byte.SIZE) {
            rest |= (buffer.getByte(at) & 0xFFL) << shift;
        }
        return fold(hash ^ rest, SECOND);
    }

    static long of(byte[] bytes, int from, int length) {
        long hash = SEED ^ length * FIRST;
        int at = from;
        int end = from + length;
        if (length >= Long.BYTES) {
            for (; end - at > Long.BYTES; at += Long.BYTES) {
                hash = fold(hash ^ (long) LONG.get(bytes, at), FIRST);
            }
            return fold(hash ^ (long) LONG.get(bytes, end - Long.BYTES), SECOND);
        }
        long rest = 0;
        for (int shift = 0; at < end; at++, shift += Byte.SIZE) {
            rest |= (bytes[at] & 0xFFL) << shift;
        }
        return fold(hash ^ rest, SECOND);
    }

    /** Whether a buffer has these bytes at an index. */
    static boolean sameBytes(ByteBuf buffer, int index, byte[] bytes) {
        return sameBytes(buffer, index, bytes, bytes.length);
    }

    /** Whether a buffer has the first so many of these bytes at an index. */
    static boolean sameBytes(ByteBuf buffer, int index, byte[] bytes, int length) {
        int last = length - Long.BYTES;
        if (last >= 0) {
            for (int at = 0; at < last; at += Long.BYTES) {
                if (buffer.getLongLE(index + at) != (long) LONG.get(bytes, at)) {
                    return false;
                }
            }
            return buffer.getLongLE(index + last) == (long) LONG.get(bytes, last);
        }
        for (int at = 0; at < length; at++) {
            if (buffer.getByte(index + at) != bytes[at]) {
                return false;
            }
        }
        return true;
    }

    private static long fold(long value, long factor) {
        return value * factor ^ Math.multiplyHigh(value, factor);
    }
}

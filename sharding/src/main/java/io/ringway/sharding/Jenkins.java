// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

/** Two of Bob Jenkins' hashes. Stateless. */
final class Jenkins {
    private static final int INITIAL = 0xdead_beef;

    /** What libmemcached, and after it twemproxy, starts lookup3 with. */
    private static final int SEED = 13;

    private static final int BLOCK = 12;

    private Jenkins() {}

    /** Bytes are sign-extended, as C does with a signed char. */
    static long oneAtATime(byte[] bytes, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash += bytes[i];
            hash += hash << 10;
            hash ^= hash >>> 6;
        }
        hash += hash << 3;
        hash ^= hash >>> 11;
        hash += hash << 15;
        return Integer.toUnsignedLong(hash);
    }

    /** lookup3: three numbers that take in twelve bytes a round; the last block, even if full, is mixed differently. */
    static long lookup3(byte[] bytes, int from, int to) {
        int a = INITIAL + (to - from) + SEED;
        int b = a;
        int c = a;
        if (from == to) {
            return Integer.toUnsignedLong(c);
        }
        int at = from;
        for (; to - at > BLOCK; at += BLOCK) {
            a += LittleEndian.int32(bytes, at);
            b += LittleEndian.int32(bytes, at + 4);
            c += LittleEndian.int32(bytes, at + 8);
            a = (a - c) ^ Integer.rotateLeft(c, 4);
            c += b;
            b = (b - a) ^ Integer.rotateLeft(a, 6);
            a += c;
            c = (c - b) ^ Integer.rotateLeft(b, 8);
            b += a;
            a = (a - c) ^ Integer.rotateLeft(c, 16);
            c += b;
            b = (b - a) ^ Integer.rotateLeft(a, 19);
            a += c;
            c = (c - b) ^ Integer.rotateLeft(b, 4);
            b += a;
        }
        int rest = to - at;
        a += LittleEndian.partial(bytes, at, Math.min(rest, 4));
        b += LittleEndian.partial(bytes, at + 4, Math.min(rest - 4, 4));
        c += LittleEndian.partial(bytes, at + 8, rest - 8);
        return Integer.toUnsignedLong(last(a, b, c));
    }

    private static int last(int first, int second, int third) {
        int a = first;
        int b = second;
        int c = third;
        c = (c ^ b) - Integer.rotateLeft(b, 14);
        a = (a ^ c) - Integer.rotateLeft(c, 11);
        b = (b ^ a) - Integer.rotateLeft(a, 25);
        c = (c ^ b) - Integer.rotateLeft(b, 16);
        a = (a ^ c) - Integer.rotateLeft(c, 4);
        b = (b ^ a) - Integer.rotateLeft(a, 14);
        return (c ^ b) - Integer.rotateLeft(b, 24);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

/**
 * The four hashes that twemproxy calls Fowler–Noll–Vo. Bytes are sign-extended, as C does with a signed char. The
 * 64-bit ones return only their lower half, and no multiplication carries from the upper half into the lower, so that 32
 * bits of arithmetic give the same result. Stateless.
 */
final class Fnv {
    private static final int PRIME_32 = 0x0100_0193;
    private static final int BASIS_32 = 0x811c_9dc5;

    /** The lower halves of the 64-bit prime and of the 64-bit offset basis. */
    private static final int PRIME_64 = 0x0000_01b3;

    private static final int BASIS_64 = 0x8422_2325;

    private Fnv() {}

    static long fnv1a64(byte[] bytes, int from, int to) {
        return xorThenMultiply(BASIS_64, PRIME_64, bytes, from, to);
    }

    static long fnv1a32(byte[] bytes, int from, int to) {
        return xorThenMultiply(BASIS_32, PRIME_32, bytes, from, to);
    }

    static long fnv1For64(byte[] bytes, int from, int to) {
        return multiplyThenXor(BASIS_64, PRIME_64, bytes, from, to);
    }

    static long fnv1For32(byte[] bytes, int from, int to) {
        return multiplyThenXor(BASIS_32, PRIME_32, bytes, from, to);
    }

    private static long xorThenMultiply(int basis, int prime, byte[] bytes, int from, int to) {
        int hash = basis;
        for (int i = from; i < to; i++) {
            hash = (hash ^ bytes[i]) * prime;
        }
        return Integer.toUnsignedLong(hash);
    }

    private static long multiplyThenXor(int basis, int prime, byte[] bytes, int from, int to) {
        int hash = basis;
        for (int i = from; i < to; i++) {
            hash = (hash * prime) ^ bytes[i];
        }
        return Integer.toUnsignedLong(hash);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

/**
 * Paul Hsieh's SuperFastHash: two bytes at a time. The last byte of a key of 4n + 3 bytes is sign-extended. Stateless.
 */
final class Hsieh {
    private Hsieh() {}

    static long hash(byte[] bytes, int from, int to) {
        int hash = 0;
        int at = from;
        for (; to - at >= Integer.BYTES; at += Integer.BYTES) {
            hash += LittleEndian.unsigned16(bytes, at);
            hash = (hash << 16) ^ (LittleEndian.unsigned16(bytes, at + 2) << 11) ^ hash;
            hash += hash >>> 11;
        }
        hash = rest(hash, bytes, at, to - at);
        hash ^= hash << 3;
        hash += hash >>> 5;
        hash ^= hash << 4;
        hash += hash >>> 17;
        hash ^= hash << 25;
        hash += hash >>> 6;
        return Integer.toUnsignedLong(hash);
    }

    private static int rest(int start, byte[] bytes, int at, int count) {
        int hash = start;
        switch (count) {
            case 3 -> {
                hash += LittleEndian.unsigned16(bytes, at);
                hash ^= (hash << 16) ^ (bytes[at + 2] << 18);
                hash += hash >>> 11;
            }
            case 2 -> {
                hash += LittleEndian.unsigned16(bytes, at);
                hash ^= hash << 11;
                hash += hash >>> 17;
            }
            case 1 -> {
                hash += bytes[at] & 0xff;
                hash ^= hash << 10;
                hash += hash >>> 1;
            }
            default -> {}
        }
        return hash;
    }
}

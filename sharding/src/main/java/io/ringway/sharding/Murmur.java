// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

/** MurmurHash2 with the seed that libmemcached and twemproxy make from the length. Stateless. */
final class Murmur {
    private static final int MULTIPLIER = 0x5bd1_e995;

    private Murmur() {}

    static long hash(byte[] bytes, int from, int to) {
        int length = to - from;
        int hash = (0xdead_beef * length) ^ length;
        int at = from;
        for (; to - at >= Integer.BYTES; at += Integer.BYTES) {
            int block = LittleEndian.int32(bytes, at) * MULTIPLIER;
            block = (block ^ (block >>> 24)) * MULTIPLIER;
            hash = (hash * MULTIPLIER) ^ block;
        }
        if (at < to) {
            hash = (hash ^ LittleEndian.partial(bytes, at, to - at)) * MULTIPLIER;
        }
        hash = (hash ^ (hash >>> 13)) * MULTIPLIER;
        return Integer.toUnsignedLong(hash ^ (hash >>> 15));
    }
}

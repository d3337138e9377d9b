// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A function from the bytes of a key to a number. All but {@link #XXH3_64} are twemproxy's, bit for bit as it computes
 * them on x86-64, where C's {@code char} is signed: some of them therefore differ from the textbook for bytes above 127,
 * and some differ anyhow. Stateless.
 */
public enum KeyHash {
    /** Ringway's own choice: fast and without weak keys. */
    XXH3_64(64, KeyHash::xxh3),
    /** twemproxy's default. In spite of its name it works on the lower 32 bits alone. */
    FNV1A_64(32, Fnv::fnv1a64),
    FNV1_64(32, Fnv::fnv1For64),
    FNV1A_32(32, Fnv::fnv1a32),
    FNV1_32(32, Fnv::fnv1For32),
    MD5(32, Md5::hash),
    /** The CRC-16 of Redis Cluster's slots in the lower half; the upper half is not zero, as one would expect. */
    CRC16(32, Crc::crc16),
    /** 15 bits out of the middle of a CRC-32, as libmemcached did it. */
    CRC32(15, Crc::crc32),
    /** The CRC-32 of zip and Ethernet. */
    CRC32A(32, Crc::crc32a),
    ONE_AT_A_TIME(32, Jenkins::oneAtATime),
    /** Bob Jenkins' lookup3. */
    JENKINS(32, Jenkins::lookup3),
    /** Paul Hsieh's SuperFastHash. */
    HSIEH(32, Hsieh::hash),
    /** The second version of Murmur, with a seed made from the length. */
    MURMUR(32, Murmur::hash);

    private static final Hasher64 XXH3 = Hashing.xxh3_64();

    private final int bits;

    @SuppressWarnings("ImmutableEnumChecker") // always a reference to a stateless method
    private final Function function;

    KeyHash(int bits, Function function) {
        this.bits = bits;
        this.function = function;
    }

    /** The hash of that name, as it is written in a configuration: {@code fnv1a_64}. */
    public static KeyHash named(String name) {
        for (KeyHash hash : values()) {
            if (hash.toString().equals(name)) {
                return hash;
            }
        }
        throw new IllegalArgumentException("unknown hash '" + name + "'; there are "
                + Arrays.stream(values()).map(KeyHash::toString).collect(Collectors.joining(", ")));
    }

    /** How many bits of the result may be set. */
    public int bits() {
        return bits;
    }

    /** The hash of {@code bytes[from, to)}, as an unsigned number. */
    public long of(byte[] bytes, int from, int to) {
        return function.apply(bytes, from, to);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static long xxh3(byte[] bytes, int from, int to) {
        return XXH3.hashBytesToLong(bytes, from, to - from);
    }

    @FunctionalInterface
    private interface Function {
        long apply(byte[] bytes, int from, int to);
    }
}

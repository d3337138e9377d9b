// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

/** Redis Cluster's hash slots. Stateless. */
public final class Slots {
    /** How many slots a cluster has. */
    public static final int COUNT = 16_384;

    private Slots() {}

    /** The slot of the key in {@code key[0, length)}, as {@code CLUSTER KEYSLOT} gives it. Does not allocate. */
    public static int slotOf(byte[] key, int length) {
        long hashed = HashTag.BRACES.find(key, length);
        return Crc.xmodem(key, HashTag.from(hashed), HashTag.to(hashed)) & (COUNT - 1);
    }
}

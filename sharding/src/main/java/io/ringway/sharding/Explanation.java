// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

/**
 * Why a key lives on its shard, step by step. Immutable.
 *
 * @param tagged whether a hash tag was found, so that only a part of the key was hashed
 * @param hashedPart what was hashed: the tag or the whole key, with bytes outside printable ASCII written as
 *     {@code \xHH}
 * @param hash the hash function
 * @param hashValue what it gave, as an unsigned number of {@link KeyHash#bits()} bits
 * @param algorithm what turned the hash into a shard
 * @param shard the number of the shard
 * @param shardName the name of the shard
 */
public record Explanation(
        boolean tagged,
        String hashedPart,
        KeyHash hash,
        long hashValue,
        Algorithm algorithm,
        int shard,
        String shardName) {

    /** The hash as hexadecimal digits, as many as the hash function has. */
    public String hashText() {
        String digits = Long.toHexString(hashValue);
        return "0x" + "0".repeat(Math.max(0, hash.bits() / 4 - digits.length())) + digits;
    }

    static String printable(byte[] bytes, int from, int to) {
        StringBuilder text = new StringBuilder(to - from);
        for (int i = from; i < to; i++) {
            int value = bytes[i] & 0xff;
            if (value < ' ' || value > '~' || value == '\\') {
                text.append(String.format("\\x%02x", value));
            } else {
                text.append((char) value);
            }
        }
        return text.toString();
    }
}

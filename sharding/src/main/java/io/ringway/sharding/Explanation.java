// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

import java.util.Optional;

/** Why a key lives on its shard. Immutable. */
public sealed interface Explanation {
    /** The number of the shard. */
    int shard();

    /** The name of the shard. */
    String shardName();

    /** The part of the key that alone was hashed; empty where all of it was, or none. */
    Optional<String> hashTag();

    /** The rule that pinned the key; empty where its hash decided. */
    Optional<PlacementRule> rule();

    /** One line for people. */
    String text();

    /**
     * The key's hash decided, step by step.
     *
     * @param tagged whether a hash tag was found, so that only a part of the key was hashed
     * @param hashedPart what was hashed: the tag or the whole key, with bytes outside printable ASCII written as
     *     {@code \xHH}
     * @param hash the hash function
     * @param hashValue what it gave, as an unsigned number of {@link KeyHash#bits()} bits
     * @param algorithm what turned the hash into a shard
     */
    record ByHash(
            boolean tagged,
            String hashedPart,
            KeyHash hash,
            long hashValue,
            Algorithm algorithm,
            int shard,
            String shardName)
            implements Explanation {

        @Override
        public Optional<String> hashTag() {
            return tagged ? Optional.of(hashedPart) : Optional.empty();
        }

        @Override
        public Optional<PlacementRule> rule() {
            return Optional.empty();
        }

        @Override
        public String text() {
            return algorithm + " of " + hash + "(\"" + hashedPart + "\"" + (tagged ? ", the hash tag" : "") + ") = "
                    + hashText();
        }

        /** The hash as hexadecimal digits, as many as the hash function has. */
        public String hashText() {
            String digits = Long.toHexString(hashValue);
            return "0x" + "0".repeat(Math.max(0, hash.bits() / 4 - digits.length())) + digits;
        }
    }

    /**
     * A rule pinned the key.
     *
     * @param number the rule's place among the rules, from 1
     */
    record ByRule(int number, PlacementRule pinnedBy, int shard, String shardName) implements Explanation {
        @Override
        public Optional<String> hashTag() {
            return Optional.empty();
        }

        @Override
        public Optional<PlacementRule> rule() {
            return Optional.of(pinnedBy);
        }

        @Override
        public String text() {
            return "rule " + number + ": " + pinnedBy;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

import io.ringway.sharding.Algorithm;
import io.ringway.sharding.HashTag;
import io.ringway.sharding.KeyHash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A store's {@code placement}. Stateless. */
final class PlacementReader {
    private static final Setting<Algorithm> ALGORITHM = Setting.of(
            "algorithm",
            ValueType.choice(Algorithm.class),
            PlacementConfig.DEFAULT.algorithm(),
            "rendezvous",
            "The rule that gives each key its shard.");

    private static final Setting<KeyHash> HASH = Setting.of(
            "hash",
            ValueType.choice(KeyHash.class),
            PlacementConfig.DEFAULT.hash(),
            "xxh3_64; fnv1a_64 with ketama and modula",
            "What the rule computes of a key. Ketama and modula take all but xxh3_64, the others xxh3_64 alone.");

    private static final Setting<HashTag> HASH_TAG = Setting.of(
            "hash-tag",
            new ValueType<>("two characters such as {}, in quotes, or none", PlacementReader::hashTag, List.of("none")),
            PlacementConfig.DEFAULT.hashTag(),
            "\"{}\"",
            "The characters around the part of a key that alone is hashed, so that keys can be kept together.");

    private PlacementReader() {}

    static PlacementConfig read(Section placement, RulesReader rules) {
        Algorithm algorithm = placement.get(ALGORITHM);
        KeyHash hash = placement.get(HASH.withAbsent(algorithm.defaultHash()));
        return new PlacementConfig(algorithm, hash, placement.get(HASH_TAG), rules.read(placement));
    }

    private static @Nullable HashTag hashTag(String text) {
        if (text.equals("none")) {
            return HashTag.OFF;
        }
        return text.matches("[!-~]{2}") ? HashTag.of(text) : null;
    }
}

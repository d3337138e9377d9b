// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

import io.ringway.proxy.control.config.PlacementConfig.Algorithm;
import io.ringway.proxy.control.config.PlacementConfig.Hash;
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

    private static final Setting<Hash> HASH = Setting.of(
            "hash",
            ValueType.choice(Hash.class),
            PlacementConfig.DEFAULT.hash(),
            "xxh3; fnv1a_64 with ketama and modula",
            "What the rule computes of a key.");

    private static final Setting<String> HASH_TAG = Setting.of(
            "hash-tag",
            new ValueType<>("two characters such as {}, in quotes, or none", PlacementReader::hashTag, List.of("none")),
            PlacementConfig.DEFAULT.hashTag(),
            "\"{}\"",
            "The characters around the part of a key that alone is hashed, so that keys can be kept together.");

    private PlacementReader() {}

    static PlacementConfig read(Section placement) {
        Algorithm algorithm = placement.get(ALGORITHM);
        return new PlacementConfig(
                algorithm, placement.get(HASH.withAbsent(algorithm.defaultHash())), placement.get(HASH_TAG));
    }

    private static @Nullable String hashTag(String text) {
        if (text.equals("none")) {
            return "";
        }
        return text.matches("[!-~]{2}") ? text : null;
    }
}

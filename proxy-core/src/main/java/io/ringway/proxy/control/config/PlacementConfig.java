// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

import io.ringway.sharding.Algorithm;
import io.ringway.sharding.HashTag;
import io.ringway.sharding.KeyHash;
import io.ringway.sharding.PlacementRules;

/**
 * What gives each key its shard. Immutable.
 *
 * @param hash what is computed of the key
 * @param hashTag which part of the key that is computed of
 * @param rules which keys that is not asked for
 */
public record PlacementConfig(Algorithm algorithm, KeyHash hash, HashTag hashTag, PlacementRules rules) {
    public static final PlacementConfig DEFAULT = of(Algorithm.RENDEZVOUS);

    /** The rule with its own default hash, and braces as hash tag. */
    public static PlacementConfig of(Algorithm algorithm) {
        return new PlacementConfig(algorithm, algorithm.defaultHash(), HashTag.BRACES, PlacementRules.NONE);
    }

    public PlacementConfig withRules(PlacementRules next) {
        return new PlacementConfig(algorithm, hash, hashTag, next);
    }
}

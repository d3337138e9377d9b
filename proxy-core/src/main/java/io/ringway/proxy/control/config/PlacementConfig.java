// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

import io.ringway.sharding.Algorithm;
import io.ringway.sharding.HashTag;
import io.ringway.sharding.KeyHash;

/**
 * The rule that gives each key its shard. Immutable.
 *
 * @param hash what is computed of the key
 * @param hashTag which part of the key that is computed of
 */
public record PlacementConfig(Algorithm algorithm, KeyHash hash, HashTag hashTag) {
    public static final PlacementConfig DEFAULT = of(Algorithm.RENDEZVOUS);

    /** The rule with its own default hash, and braces as hash tag. */
    public static PlacementConfig of(Algorithm algorithm) {
        return new PlacementConfig(algorithm, algorithm.defaultHash(), HashTag.BRACES);
    }
}

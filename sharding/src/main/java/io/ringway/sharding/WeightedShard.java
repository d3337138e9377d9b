// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

/**
 * A shard as placement sees it: a name, and how large a share of the keys it takes compared with its peers. Immutable.
 *
 * @param name what decides the placement, so that a shard may change its address without moving a key
 * @param weight from 1 to {@value #MAX_WEIGHT}; a shard of weight 2 gets twice the keys of a shard of weight 1
 */
public record WeightedShard(String name, int weight) {
    /** Enough for weights in megabytes of memory; 4,000 such shards still add up within an int. */
    public static final int MAX_WEIGHT = 500_000;

    public WeightedShard {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a shard needs a name");
        }
        if (weight < 1 || weight > MAX_WEIGHT) {
            throw new IllegalArgumentException(
                    "weight of shard '" + name + "' must be between 1 and " + MAX_WEIGHT + ", not " + weight);
        }
    }

    /** A shard of weight 1. */
    public WeightedShard(String name) {
        this(name, 1);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a user says about a placement; {@link #placement()} makes it work. Every part refuses what makes no sense with an
 * {@link IllegalArgumentException} whose message can be shown to the user. Immutable.
 *
 * @param algorithm how a hash becomes a shard
 * @param hash the hash of a key, one that the algorithm allows
 * @param hashTag which part of a key is hashed
 * @param shards at least one, with distinct names
 */
public record PlacementSpec(Algorithm algorithm, KeyHash hash, HashTag hashTag, List<WeightedShard> shards) {
    /** Far above any known fleet; keeps sums of weights and tables of points within an int. */
    public static final int MAX_SHARDS = 4096;

    public PlacementSpec {
        shards = List.copyOf(shards);
        algorithm.requireHash(hash);
        if (shards.isEmpty()) {
            throw new IllegalArgumentException("there are no shards to place keys on");
        }
        if (shards.size() > MAX_SHARDS) {
            throw new IllegalArgumentException("at most " + MAX_SHARDS + " shards, not " + shards.size());
        }
        Set<String> names = new HashSet<>();
        for (WeightedShard shard : shards) {
            if (!names.add(shard.name())) {
                throw new IllegalArgumentException("two shards are named '" + shard.name() + "'");
            }
        }
    }

    /** The default: rendezvous, and {@code {}} as hash tag. */
    public static PlacementSpec of(List<WeightedShard> shards) {
        return new PlacementSpec(Algorithm.RENDEZVOUS, Algorithm.RENDEZVOUS.defaultHash(), HashTag.BRACES, shards);
    }

    /** The same in words as a configuration has them, where null means the default. */
    public static PlacementSpec parse(
            @Nullable String algorithm, @Nullable String hash, @Nullable String hashTag, List<WeightedShard> shards) {
        Algorithm parsed = algorithm == null ? Algorithm.RENDEZVOUS : Algorithm.named(algorithm);
        return new PlacementSpec(
                parsed,
                hash == null ? parsed.defaultHash() : KeyHash.named(hash),
                hashTag == null ? HashTag.BRACES : HashTag.of(hashTag),
                shards);
    }

    /** The same rule over other shards. */
    public PlacementSpec withShards(List<WeightedShard> others) {
        return new PlacementSpec(algorithm, hash, hashTag, others);
    }

    /** The working placement. */
    public Placement placement() {
        return new HashedPlacement(this);
    }
}

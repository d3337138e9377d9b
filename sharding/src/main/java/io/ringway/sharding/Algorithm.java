// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How the hash of a key becomes a shard. Immutable. */
public enum Algorithm {
    /** Each shard draws a number for each key and the highest wins. Only a shard's name and weight matter. */
    RENDEZVOUS(Rendezvous::new, KeyHash.XXH3_64),
    /** twemproxy's ring, point for point. */
    KETAMA(KetamaRing::new, KeyHash.FNV1A_64),
    /** Lamping and Veach's jump consistent hash: shards can be added and removed at the end of the list alone. */
    JUMP(Jump::new, KeyHash.XXH3_64),
    /** twemproxy's remainder: most keys move when a shard is added or removed. */
    MODULA(Modula::new, KeyHash.FNV1A_64);

    @SuppressWarnings("ImmutableEnumChecker") // always a reference to a stateless constructor
    private final Pickers pickers;

    private final KeyHash defaultHash;

    Algorithm(Pickers pickers, KeyHash defaultHash) {
        this.pickers = pickers;
        this.defaultHash = defaultHash;
    }

    /** The algorithm of that name, as it is written in a configuration: {@code rendezvous}. */
    public static Algorithm named(String name) {
        for (Algorithm algorithm : values()) {
            if (algorithm.toString().equals(name)) {
                return algorithm;
            }
        }
        throw new IllegalArgumentException("unknown placement '" + name + "'; there are "
                + Arrays.stream(values()).map(Algorithm::toString).collect(Collectors.joining(", ")));
    }

    /** The hash to use when none is asked for. */
    public KeyHash defaultHash() {
        return defaultHash;
    }

    /** Whether another hash than the default may be asked for: one of twemproxy's. */
    public boolean choosesHash() {
        return defaultHash != KeyHash.XXH3_64;
    }

    void requireHash(KeyHash hash) {
        if (!choosesHash() && hash != defaultHash) {
            throw new IllegalArgumentException(
                    "placement " + this + " always hashes with " + defaultHash + ", but hash '" + hash + "' is given");
        }
        if (choosesHash() && hash == KeyHash.XXH3_64) {
            throw new IllegalArgumentException("placement " + this + " hashes as twemproxy does, which has no " + hash);
        }
    }

    ShardPicker picker(List<WeightedShard> shards) {
        return pickers.over(shards);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    @FunctionalInterface
    private interface Pickers {
        ShardPicker over(List<WeightedShard> shards);
    }
}

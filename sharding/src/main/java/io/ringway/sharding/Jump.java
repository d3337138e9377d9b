// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

import java.util.List;

/**
 * Jump consistent hashing by Lamping and Veach: the key's hash seeds a generator which says at which sizes of the list
 * the key would have moved to the then last shard; the last such size not above ours decides. Immutable.
 */
final class Jump implements ShardPicker {
    private static final long MULTIPLIER = 2_862_933_555_777_941_757L;

    private final int count;

    Jump(List<WeightedShard> shards) {
        count = shards.size();
        int first = shards.get(0).weight();
        for (WeightedShard shard : shards) {
            if (shard.weight() != first) {
                throw new IllegalArgumentException("placement jump has no weights, but shard '" + shard.name()
                        + "' weighs " + shard.weight() + " and others " + first);
            }
        }
    }

    @Override
    public int pick(long hash) {
        long state = hash;
        int shard = 0;
        double next = 0;
        while (next < count) {
            shard = (int) next;
            state = state * MULTIPLIER + 1;
            next = (shard + 1) * (0x1p31 / ((state >>> 33) + 1));
        }
        return shard;
    }
}

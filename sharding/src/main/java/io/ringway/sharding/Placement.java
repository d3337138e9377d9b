// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

import java.util.List;

/**
 * The rule that says which shard a key lives on. Shards are numbered from 0 in the order of {@link #shards()}.
 * Immutable, and shared by all threads.
 */
public interface Placement {
    /** {@link #onlyShard} where keys are on more than one. */
    int SEVERAL = -1;

    /** The shards, in the order in which they were given. */
    List<WeightedShard> shards();

    /** The number of the shard of the key in {@code key[0, length)}. Does not allocate. */
    int shardOf(byte[] key, int length);

    /** The number of the shard that has all keys, or {@link #SEVERAL}. */
    default int onlyShard() {
        return shards().size() == 1 ? 0 : SEVERAL;
    }

    /** Why a key lives where it lives. */
    Explanation explain(byte[] key);

    /** The number of the shard of a key that fills its array. */
    default int shardOf(byte[] key) {
        return shardOf(key, key.length);
    }
}

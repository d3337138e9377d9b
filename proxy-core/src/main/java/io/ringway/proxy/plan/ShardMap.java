// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan;

import java.util.Optional;

/** Which shard of a store a key lives on. Implementations are immutable and shared by all event loops. */
public interface ShardMap {
    /** Most shards of a store; a SCAN cursor has room for as many, see {@code plan.planners.ScanCursor}. */
    int MAX_SHARDS = 1024;

    /** How many shards there are, from 1 to {@link #MAX_SHARDS}; they are numbered from 0. */
    int shardCount();

    /** The shard of the key in {@code bytes[0, length)}. */
    int shardOf(byte[] bytes, int length);

    /** The part of a key that alone decides where it lives, as printable text; empty where all of the key does. */
    default Optional<String> hashTag(byte[] key) {
        return Optional.empty();
    }

    /** The name of a shard, for error texts. */
    String shardName(int shard);
}

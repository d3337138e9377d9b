// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan;

/** Which shard of a store a key lives on. Implementations are immutable and shared by all event loops. */
public interface ShardMap {
    /** Most shards of a store; a SCAN cursor has room for as many, see {@code plan.planners.ScanCursor}. */
    int MAX_SHARDS = 1024;

    /** How many shards there are, from 1 to {@link #MAX_SHARDS}; they are numbered from 0. */
    int shardCount();

    /** The shard of the key in {@code bytes[0, length)}. */
    int shardOf(byte[] bytes, int length);

    /** The part of a key that decides where the key lives: its hash tag, or all of it. */
    default byte[] placedBy(byte[] key) {
        return key;
    }

    /** The name of a shard, for error texts. */
    String shardName(int shard);
}

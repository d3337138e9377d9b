// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

/** Hash to shard, for a fixed list of shards. Implementations are immutable and do not allocate. */
interface ShardPicker {
    /** The number of the shard for the hash of a key. */
    int pick(long hash);
}

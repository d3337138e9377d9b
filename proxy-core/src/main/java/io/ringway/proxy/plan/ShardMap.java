// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan;

import java.util.Optional;

/** Which shard of a store a key lives on. Implementations are immutable and shared by all event loops. */
public interface ShardMap {
    /** Most shards of a store; a SCAN cursor has room for as many, see {@code plan.planners.ScanCursor}. */
    int MAX_SHARDS = 1024;

    /** {@link #onlyShard} where keys are on more than one. */
    int SEVERAL = -1;

    /** How many shards there are, from 1 to {@link #MAX_SHARDS}; they are numbered from 0. */
    int shardCount();

    /** The map of a database's keys, which may be placed otherwise than those of other databases. */
    default ShardMap inDatabase(int database) {
        return this;
    }

    /** The map of channels, which are in no database: as that of databases whose keys nothing pins. */
    default ShardMap ofChannels() {
        return this;
    }

    /**
     * The shard that has all keys, so that commands need not name any, or {@link #SEVERAL}. There may be more shards, which
     * commands about a store as a whole are for too.
     */
    default int onlyShard() {
        return shardCount() == 1 ? 0 : SEVERAL;
    }

    /** The shard of the key in {@code bytes[0, length)}. */
    int shardOf(byte[] bytes, int length);

    /** The part of a key that alone decides where it lives, as printable text; empty where all of the key does. */
    default Optional<String> hashTag(byte[] key) {
        return Optional.empty();
    }

    /** The rule that pins the key to its shard, such as {@code prefix celery}; empty where its hash decides. */
    default Optional<String> rule(byte[] key) {
        return Optional.empty();
    }

    /** The name of a shard, for error texts. */
    String shardName(int shard);
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan;

/** The map of a store with a single shard. Immutable. */
public enum OneShard implements ShardMap {
    INSTANCE;

    @Override
    public int shardCount() {
        return 1;
    }

    @Override
    public int shardOf(byte[] bytes, int length) {
        return 0;
    }

    @Override
    public String shardName(int shard) {
        return "the only one";
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.plan.ShardMap;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Shards by the sum of the bytes of the key, or of the first {@code {tag}} in it. Immutable. */
public record TestShards(int shardCount) implements ShardMap {
    @Override
    public int shardOf(byte[] bytes, int length) {
        byte[] key = Arrays.copyOf(bytes, length);
        String text = new String(key, StandardCharsets.ISO_8859_1);
        int open = text.indexOf('{');
        int close = text.indexOf('}', open + 1);
        byte[] hashed = open >= 0 && close > open + 1 ? Arrays.copyOfRange(key, open + 1, close) : key;
        int hash = 7;
        for (byte b : hashed) {
            hash = hash * 31 + b;
        }
        return Math.floorMod(hash ^ hash >>> 8, shardCount);
    }

    public int shardOf(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        return shardOf(bytes, bytes.length);
    }

    @Override
    public String shardName(int shard) {
        return "shard-" + shard;
    }
}

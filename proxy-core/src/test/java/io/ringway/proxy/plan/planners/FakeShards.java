// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.plan.ShardMap;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Shards that keys are placed on by their last byte, or by what is between braces. Immutable. */
record FakeShards(List<String> names) implements ShardMap {
    FakeShards(String... names) {
        this(List.of(names));
    }

    @Override
    public int shardCount() {
        return names.size();
    }

    @Override
    public int shardOf(byte[] bytes, int length) {
        return length == 0 ? 0 : (bytes[length - 1] & 0xff) % names.size();
    }

    @Override
    public Optional<String> hashTag(byte[] key) {
        String text = new String(key, StandardCharsets.ISO_8859_1);
        int open = text.indexOf('{');
        int close = text.indexOf('}');
        return open >= 0 && close > open ? Optional.of(text.substring(open + 1, close)) : Optional.empty();
    }

    @Override
    public String shardName(int shard) {
        return names.get(shard);
    }
}

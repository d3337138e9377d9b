// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.route;

import io.ringway.proxy.backend.Shard;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.sharding.Explanation;
import io.ringway.sharding.Placement;
import java.util.List;
import java.util.Optional;

/**
 * A store's shards and the placement of keys on them. Immutable.
 *
 * @param shards in the placement's order
 */
public record StoreShards(List<Shard> shards, Placement placement) implements ShardMap {
    public StoreShards {
        shards = List.copyOf(shards);
    }

    @Override
    public int shardCount() {
        return shards.size();
    }

    @Override
    public int shardOf(byte[] bytes, int length) {
        return placement.shardOf(bytes, length);
    }

    @Override
    public Optional<String> hashTag(byte[] key) {
        Explanation explanation = placement.explain(key);
        return explanation.tagged() ? Optional.of(explanation.hashedPart()) : Optional.empty();
    }

    @Override
    public String shardName(int shard) {
        return shards.get(shard).name();
    }
}

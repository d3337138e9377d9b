// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.backend.Shard;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.sharding.Placement;
import io.ringway.sharding.PlacementRule;
import io.ringway.sharding.PlacementRules;
import io.ringway.sharding.PlacementSpec;
import io.ringway.sharding.WeightedShard;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoreShardsTest {
    private static final List<Shard> SHARDS = List.of(new Shard(0, "a", "h", 1), new Shard(1, "b", "h", 2));
    private static final Placement PLACEMENT = PlacementSpec.of(List.of(new WeightedShard("a"), new WeightedShard("b")))
            .placement();

    @Test
    void withoutRulesAllDatabasesAreOneMap() {
        StoreShards shards = StoreShards.of(SHARDS, PLACEMENT, PlacementRules.NONE);

        assertThat(shards.inDatabase(0)).isSameAs(shards);
        assertThat(shards.inDatabase(9999)).isSameAs(shards);
        assertThat(shards.onlyShard()).isEqualTo(ShardMap.SEVERAL);
    }

    @Test
    void aDatabaseThatARuleNamesHasAMapOfItsOwnWhicheverOneAsks() {
        StoreShards shards = StoreShards.of(SHARDS, PLACEMENT, rules(new PlacementRule.Database(3, "b")));
        ShardMap pinned = shards.inDatabase(3);

        assertThat(pinned.onlyShard()).isEqualTo(1);
        assertThat(pinned.shardCount()).isEqualTo(2);
        assertThat(pinned.inDatabase(3)).isSameAs(pinned);
        for (int other : new int[] {0, 2, 4, 15}) {
            assertThat(shards.inDatabase(other)).isSameAs(shards);
            assertThat(pinned.inDatabase(other)).isSameAs(shards);
        }
    }

    @Test
    void keysTellWhatDecidedOverThem() {
        StoreShards shards = StoreShards.of(SHARDS, PLACEMENT, rules(new PlacementRule.Prefix("rq:", "a")));

        assertThat(shards.rule(bytes("rq:{x}"))).hasValue("prefix rq:");
        assertThat(shards.hashTag(bytes("rq:{x}"))).isEmpty();
        assertThat(shards.rule(bytes("q:{x}"))).isEmpty();
        assertThat(shards.hashTag(bytes("q:{x}"))).hasValue("x");
    }

    private static PlacementRules rules(PlacementRule rule) {
        return new PlacementRules(List.of(rule));
    }

    private static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.route;

import io.ringway.proxy.backend.Shard;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.sharding.Placement;
import io.ringway.sharding.PlacementRule;
import io.ringway.sharding.PlacementRules;
import java.util.List;
import java.util.Optional;

/** A store's shards and the placement of keys on them, as it is in some of the store's databases. Immutable. */
public final class StoreShards implements ShardMap {
    private final List<Shard> shards;
    private final Placement placement;
    private final int onlyShard;
    /** By database up to the highest that a rule names; the last one is for all databases above. Shared by those in it. */
    private final StoreShards[] byDatabase;

    private StoreShards(List<Shard> shards, Placement placement, StoreShards[] byDatabase) {
        this.shards = List.copyOf(shards);
        this.placement = placement;
        this.onlyShard = placement.onlyShard() == Placement.SEVERAL ? SEVERAL : placement.onlyShard();
        this.byDatabase = byDatabase;
    }

    /**
     * The map of the databases that no rule names. Throws {@link IllegalArgumentException} where a rule names a shard that is
     * not there.
     *
     * @param shards in the placement's order
     * @param placement of the keys that no rule is for
     */
    public static StoreShards of(List<Shard> shards, Placement placement, PlacementRules rules) {
        int unnamed = rules.highestDatabase().orElse(-1) + 1;
        StoreShards[] byDatabase = new StoreShards[unnamed + 1];
        StoreShards others = new StoreShards(shards, rules.over(placement, unnamed), byDatabase);
        for (int database = 0; database <= unnamed; database++) {
            byDatabase[database] = rules.nameDatabase(database)
                    ? new StoreShards(shards, rules.over(placement, database), byDatabase)
                    : others;
        }
        return others;
    }

    /** The shards, in the order of their numbers. */
    public List<Shard> shards() {
        return shards;
    }

    @Override
    public ShardMap inDatabase(int database) {
        return byDatabase[Math.min(database, byDatabase.length - 1)];
    }

    @Override
    public ShardMap ofChannels() {
        return byDatabase[byDatabase.length - 1];
    }

    @Override
    public int shardCount() {
        return shards.size();
    }

    @Override
    public int onlyShard() {
        return onlyShard;
    }

    @Override
    public int shardOf(byte[] bytes, int length) {
        return placement.shardOf(bytes, length);
    }

    @Override
    public Optional<String> hashTag(byte[] key) {
        return placement.explain(key).hashTag();
    }

    @Override
    public Optional<String> rule(byte[] key) {
        return placement.explain(key).rule().map(PlacementRule::toString);
    }

    @Override
    public String shardName(int shard) {
        return shards.get(shard).name();
    }
}

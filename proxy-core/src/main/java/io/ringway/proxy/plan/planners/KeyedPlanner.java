// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.command.KeyFinder;
import io.ringway.proxy.command.KeyPositions;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Planner;
import io.ringway.proxy.plan.Refusals;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;

/** Forwards a command to the shard that has all of its keys. Confined to one event loop. */
final class KeyedPlanner implements Planner {
    /** The shard that words the error where arguments make no sense. */
    private static final int ANY_SHARD = 0;

    private final KeyFinder finder;
    private final int onlyKeyAt;
    private final ArgumentShards argumentShards;
    private final KeyPositions keys;
    private final Forwards forwards;
    private final Plan withoutKeys;
    /** For arguments of which no keys can be told. */
    private final Plan nonsense;

    /** For a row whose command every server refuses where its arguments make no sense, so that one may as well do so. */
    KeyedPlanner(CommandSpec row, ArgumentShards argumentShards, KeyPositions keys) {
        this(row, argumentShards, keys, new Plan.Forward(row, ANY_SHARD));
    }

    KeyedPlanner(CommandSpec row, ArgumentShards argumentShards, KeyPositions keys, Plan nonsense) {
        finder = KeyFinder.of(row);
        onlyKeyAt = finder.onlyKeyAt();
        this.argumentShards = argumentShards;
        this.keys = keys;
        forwards = new Forwards(row);
        withoutKeys = Refusals.withoutKeys(row);
        this.nonsense = nonsense;
    }

    @Override
    public Plan plan(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        return onlyKeyAt == KeyFinder.VARIES
                ? planByAllKeys(command, shards)
                : forwards.to(argumentShards.shardOf(command, onlyKeyAt, shards));
    }

    private Plan planByAllKeys(CommandFrame command, ShardMap shards) {
        int onlyShard = shards.onlyShard();
        if (onlyShard != ShardMap.SEVERAL) {
            return forwards.to(onlyShard);
        }
        if (!finder.find(command, keys)) {
            return nonsense;
        }
        if (keys.count() == 0) {
            return withoutKeys;
        }
        int shard = argumentShards.commonShard(command, keys, shards);
        return shard == ArgumentShards.SEVERAL ? Refusals.CROSS_SLOT : forwards.to(shard);
    }
}

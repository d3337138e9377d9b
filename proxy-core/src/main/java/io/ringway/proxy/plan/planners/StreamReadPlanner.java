// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.command.KeyPositions;
import io.ringway.proxy.command.StreamKeys;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Plan.Piece;
import io.ringway.proxy.plan.Planner;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Reads streams wherever they are: each shard gets the options and its own streams with their ids. Nothing is lost by it, as a
 * read of several streams is no more than one of each, and COUNT is for each stream. Confined to one event loop.
 */
final class StreamReadPlanner implements Planner {
    /** The shard that words the error where arguments make no sense. */
    private static final int ANY_SHARD = 0;

    private final Forwards forwards;
    private final ArgumentShards argumentShards;
    private final KeyPositions keys;
    private final StreamKeys finder = new StreamKeys();

    StreamReadPlanner(CommandSpec row, ArgumentShards argumentShards, KeyPositions keys) {
        forwards = new Forwards(row);
        this.argumentShards = argumentShards;
        this.keys = keys;
    }

    @Override
    public Plan plan(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        int onlyShard = shards.onlyShard();
        if (onlyShard != ShardMap.SEVERAL) {
            return forwards.to(onlyShard);
        }
        if (!finder.find(command, keys) || command.argCount() != keys.at(0) + 2 * keys.count()) {
            return forwards.to(ANY_SHARD);
        }
        Map<Integer, List<Integer>> keysOfShard = new LinkedHashMap<>();
        for (int i = 0; i < keys.count(); i++) {
            int shard = argumentShards.shardOf(command, keys.at(i), shards);
            keysOfShard.computeIfAbsent(shard, key -> new ArrayList<>()).add(keys.at(i));
        }
        if (keysOfShard.size() == 1) {
            return forwards.to(keysOfShard.keySet().iterator().next());
        }
        int firstKey = keys.at(0);
        int toId = keys.count();
        List<Piece> pieces = new ArrayList<>();
        keysOfShard.forEach((shard, mine) -> pieces.add(new Piece(
                shard,
                IntStream.concat(
                                IntStream.range(1, firstKey),
                                IntStream.concat(
                                        mine.stream().mapToInt(Integer::intValue),
                                        mine.stream().mapToInt(key -> key + toId)))
                        .toArray())));
        byte[][] names = new byte[keys.count()][];
        Arrays.setAll(names, i -> command.arg(firstKey + i));
        List<List<Integer>> asked = keysOfShard.values().stream()
                .map(mine -> mine.stream().map(key -> key - firstKey).toList())
                .toList();
        return new Plan.Split(spec, pieces, new StreamReadMerge(names, asked));
    }
}

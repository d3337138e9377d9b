// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Planner;
import io.ringway.proxy.plan.ReplyMerges;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.RespValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Picks a random key as one server with all keys would: asks all shards how many keys they have, picks one with a chance that
 * is its share of them, and takes a random key of that. Where it has none by then, the others get their chance. Confined to
 * one event loop.
 */
final class RandomKeyPlanner implements Planner {
    private static final List<byte[]> DBSIZE = List.of("DBSIZE".getBytes(StandardCharsets.US_ASCII));
    private static final List<byte[]> RANDOMKEY = List.of("RANDOMKEY".getBytes(StandardCharsets.US_ASCII));
    private static final Plan.Answer NO_KEY = new Plan.Answer(RespValue.NULL);

    private final Forwards forwards;

    RandomKeyPlanner(CommandSpec row) {
        forwards = new Forwards(row);
    }

    @Override
    public Plan plan(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        if (shards.shardCount() == 1) {
            return forwards.to(0);
        }
        List<Integer> all = IntStream.range(0, shards.shardCount()).boxed().toList();
        return new Plan.Then(spec, all, DBSIZE, (sizes, dice) -> begin(spec, sizes, dice));
    }

    private static Plan.Step begin(CommandSpec spec, List<RespValue> replies, RandomGenerator dice) {
        List<Long> sizes = new ArrayList<>();
        for (RespValue reply : replies) {
            if (!(reply instanceof RespValue.Int size)) {
                return new Plan.Answer(ReplyMerges.unexpected(reply));
            }
            sizes.add(size.value());
        }
        return pick(spec, sizes, dice);
    }

    private static Plan.Step pick(CommandSpec spec, List<Long> sizes, RandomGenerator dice) {
        long keys = sizes.stream().mapToLong(Long::longValue).sum();
        if (keys <= 0) {
            return NO_KEY;
        }
        int shard = 0;
        for (long left = dice.nextLong(keys) - sizes.get(0); left >= 0; left -= sizes.get(shard)) {
            shard++;
        }
        int picked = shard;
        return new Plan.Then(
                spec,
                List.of(picked),
                RANDOMKEY,
                (replies, next) -> replies.get(0).equals(RespValue.NULL)
                        ? pick(spec, without(sizes, picked), next)
                        : new Plan.Answer(replies.get(0)));
    }

    private static List<Long> without(List<Long> sizes, int shard) {
        List<Long> others = new ArrayList<>(sizes);
        others.set(shard, 0L);
        return others;
    }
}

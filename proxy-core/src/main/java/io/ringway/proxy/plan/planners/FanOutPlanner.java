// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Plan.FanOut;
import io.ringway.proxy.plan.Planner;
import io.ringway.proxy.plan.ReplyMerge;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import java.util.List;
import java.util.stream.IntStream;

/** Sends a command as it came to every shard. Confined to one event loop. */
final class FanOutPlanner implements Planner {
    private final Forwards forwards;
    private final ReplyMerge merge;
    /** The plan for as many shards as there were last time. */
    private FanOut plan;

    FanOutPlanner(CommandSpec row, ReplyMerge merge) {
        this.merge = merge;
        forwards = new Forwards(row);
        plan = new FanOut(row, List.of(), List.of(), merge);
    }

    @Override
    public Plan plan(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        int count = shards.shardCount();
        if (count == 1) {
            return forwards.to(0);
        }
        if (plan.shards().size() != count) {
            plan = new FanOut(spec, IntStream.range(0, count).boxed().toList(), List.of(), merge);
        }
        return plan;
    }
}

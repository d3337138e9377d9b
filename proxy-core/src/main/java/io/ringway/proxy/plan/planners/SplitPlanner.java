// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Plan.Piece;
import io.ringway.proxy.plan.Plan.Split;
import io.ringway.proxy.plan.Planner;
import io.ringway.proxy.plan.ReplyMerge;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import java.util.List;

/** Cuts a command that is as good as one command for each of its keys into one for each shard. Confined to one event loop. */
final class SplitPlanner implements Planner {
    private final Forwards forwards;
    private final int step;
    private final ArgumentSplit split;
    private final Merging merging;

    /** Makes the merge that fits the pieces. */
    @FunctionalInterface
    interface Merging {
        ReplyMerge of(List<Piece> pieces, int argumentCount);
    }

    /**
     * Plans commands whose arguments are all keys, or keys with something behind each.
     *
     * @param step how many arguments there are to a key, itself included
     */
    SplitPlanner(CommandSpec row, int step, ArgumentSplit split, Merging merging) {
        forwards = new Forwards(row);
        this.step = step;
        this.split = split;
        this.merging = merging;
    }

    @Override
    public Plan plan(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        int onlyShard = shards.onlyShard();
        if (onlyShard != ShardMap.SEVERAL) {
            return forwards.to(onlyShard);
        }
        int shard = split.begin(command, step, shards);
        if (shard != ArgumentShards.SEVERAL) {
            return forwards.to(shard);
        }
        List<Piece> pieces = split.pieces(step);
        return new Split(spec, pieces, merging.of(pieces, command.argCount() - 1));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Planner;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import org.jspecify.annotations.Nullable;

/** Refuses some uses of a command and leaves the others to its planner. As confined as that planner. */
record GuardedPlanner(Guard guard, Planner planner) implements Planner {
    /** Finds reasons to refuse. */
    @FunctionalInterface
    interface Guard {
        /** The refusal, or null. */
        @Nullable
        Plan refuse(CommandFrame command, ShardMap shards);
    }

    @Override
    public Plan plan(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        Plan refusal = guard.refuse(command, shards);
        return refusal == null ? planner.plan(spec, command, session, shards) : refusal;
    }
}

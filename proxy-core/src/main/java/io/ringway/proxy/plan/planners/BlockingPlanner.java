// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Plan.FromNow;
import io.ringway.proxy.plan.Planner;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import java.util.List;

/**
 * Has a command that may block sent on a connection of its own, to the shard to which its keys would have it forwarded. As
 * confined as the planner that says where.
 */
record BlockingPlanner(WaitTime waitTime, Streams streams, Planner keyed) implements Planner {
    /** For commands that read no streams. */
    BlockingPlanner(WaitTime waitTime, Planner keyed) {
        this(waitTime, command -> List.of(), keyed);
    }

    /** Which streams a command reads from now on. */
    @FunctionalInterface
    interface Streams {
        List<FromNow> fromNow(CommandFrame command);
    }

    /** How long a command may block. */
    @FunctionalInterface
    interface WaitTime {
        /** The command does not block, because it says so or because servers refuse it. */
        long NONE = -1;

        /** The time in milliseconds, 0 for as long as it takes, or {@link #NONE}. */
        long of(CommandFrame command);
    }

    @Override
    public Plan plan(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        Plan plan = keyed.plan(spec, command, session, shards);
        long millis = waitTime.of(command);
        return millis != WaitTime.NONE && plan instanceof Plan.Forward forward
                ? new Plan.Block(spec, forward.shard(), millis, streams.fromNow(command))
                : plan;
    }
}

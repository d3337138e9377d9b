// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Planner;
import io.ringway.proxy.plan.ReplyMerge;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.plan.planners.BlockingPlanner.WaitTime;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.RespValue;

/**
 * Plans WAIT and WAITAOF: what a client has written may be on any shard, so all are asked, and the least of what they have
 * reached is the answer. Immutable.
 *
 * @param timeoutAt the index of the timeout's argument
 * @param timedOut what a shard says that has not reached anything in time
 */
record WaitPlanner(int timeoutAt, ReplyMerge merge, RespValue timedOut) implements Planner {
    @Override
    public Plan plan(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        long millis = WaitTimes.millis(command, timeoutAt);
        return millis == WaitTime.NONE
                ? new Plan.Forward(spec, 0)
                : new Plan.BlockEverywhere(spec, millis, merge, timedOut);
    }
}

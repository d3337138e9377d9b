// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Planner;
import io.ringway.proxy.plan.ScriptUse;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;

/** Has scripts noted that a command brings or calls, and leaves to another planner where it goes. As confined as that planner. */
record ScriptPlanner(ScriptUse use, Planner where) implements Planner {
    @Override
    public Plan plan(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        Plan plan = where.plan(spec, command, session, shards);
        return plan instanceof Plan.Answer || refused(command) ? plan : new Plan.Script(spec, use, plan);
    }

    /** SCRIPT FLUSH takes one of two words, or none. */
    private boolean refused(CommandFrame command) {
        return use == ScriptUse.FLUSHES
                && command.argCount() > 2
                && !(command.argCount() == 3 && (command.argIs(2, "ASYNC") || command.argIs(2, "SYNC")));
    }
}

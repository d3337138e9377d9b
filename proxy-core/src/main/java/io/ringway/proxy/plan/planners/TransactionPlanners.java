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
import io.ringway.proxy.session.TransactionState;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.RespValue;

/** Plans for the commands that begin and end transactions. Stateless, but for WATCH's. */
final class TransactionPlanners {
    private static final Plan NESTED = Plan.Answer.error("ERR MULTI calls can not be nested");
    private static final Plan EXEC_WITHOUT_MULTI = Plan.Answer.error("ERR EXEC without MULTI");
    private static final Plan DISCARD_WITHOUT_MULTI = Plan.Answer.error("ERR DISCARD without MULTI");
    private static final Plan WATCH_INSIDE_MULTI = Plan.Answer.error("ERR WATCH inside MULTI is not allowed");
    private static final RespValue ABORTED =
            RespValue.error("EXECABORT Transaction discarded because of previous errors.");

    private TransactionPlanners() {}

    static Plan multi(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        TransactionState state = session.transaction();
        return state.open()
                ? NESTED
                : new Plan.Become(session.withTransaction(state.begun(session.database())), RespValue.OK);
    }

    static Plan exec(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        TransactionState state = session.transaction();
        if (!state.open()) {
            return EXEC_WITHOUT_MULTI;
        }
        return state.failed()
                ? new Plan.Become(session.withoutTransaction(), ABORTED)
                : execute(spec, state, state.greeted() || session.database() != state.outerDatabase());
    }

    private static Plan execute(CommandSpec spec, TransactionState state, boolean switches) {
        return new Plan.Execute(spec, state.shard(), switches, switches || state.alone());
    }

    static Plan discard(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        return session.transaction().open()
                ? new Plan.Become(session.withoutTransaction(), RespValue.OK)
                : DISCARD_WITHOUT_MULTI;
    }

    static Plan unwatch(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        return session.transaction().watches() && !session.transaction().open()
                ? new Plan.Become(session.withoutTransaction(), RespValue.OK)
                : Texts.OK;
    }

    static Planner watch(CommandSpec row, ArgumentShards argumentShards, KeyPositions keys) {
        KeyFinder finder = KeyFinder.of(row);
        return (spec, command, session, shards) -> {
            if (session.transaction().open()) {
                return WATCH_INSIDE_MULTI;
            }
            boolean found = finder.find(command, keys);
            int shard = argumentShards.commonShard(command, keys, shards);
            boolean elsewhere =
                    session.transaction().watches() && session.transaction().watchedShard() != shard;
            return !found || shard == ArgumentShards.SEVERAL || elsewhere
                    ? Refusals.CROSS_SLOT
                    : new Plan.Watch(row, shard);
        };
    }
}

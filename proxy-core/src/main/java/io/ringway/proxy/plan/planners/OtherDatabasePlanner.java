// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Planner;
import io.ringway.proxy.plan.Refusals;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import java.util.OptionalLong;

/**
 * Plans MOVE and COPY with DB: to the key's shard, where that is the shard of its new place too. It is not where a placement rule
 * names one of the databases. Confined to one event loop.
 *
 * @param keyed for a command that names no other database
 * @param newKeyAt where the name is that the key has in the other database
 */
record OtherDatabasePlanner(
        Planner keyed, Forwards forwards, ArgumentShards argumentShards, int newKeyAt, DatabaseArgument database)
        implements Planner {
    private static final int KEY = 1;

    /** Finds the argument that names the other database. */
    @FunctionalInterface
    interface DatabaseArgument {
        /** Its index, or 0 for none. */
        int of(CommandFrame command);
    }

    /** Behind DB, among COPY's options; the last one counts. */
    static int optionOfCopy(CommandFrame command) {
        int found = 0;
        for (int i = 3; i + 1 < command.argCount(); i++) {
            if (command.argIs(i, "DB")) {
                found = ++i;
            }
        }
        return found;
    }

    @Override
    public Plan plan(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        int argument = database.of(command);
        OptionalLong number = argument == 0 ? OptionalLong.empty() : StrictNumber.parse(command, argument);
        if (number.isEmpty() || number.getAsLong() < 0 || number.getAsLong() > Integer.MAX_VALUE) {
            return keyed.plan(spec, command, session, shards);
        }
        ShardMap there = shards.inDatabase((int) number.getAsLong());
        int from = argumentShards.shardOf(command, KEY, shards);
        int to = argumentShards.shardOf(command, newKeyAt, there);
        return from == to ? forwards.to(from) : Refusals.otherDatabase(spec);
    }
}

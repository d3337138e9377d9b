// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;

/** Decides what to do with a command. Pure: no clock, no channel, no lock. Implementations are immutable. */
@FunctionalInterface
public interface Planner {
    /** @param spec the command's row in the table */
    Plan plan(CommandSpec spec, CommandFrame command, Session session, ShardMap shards);
}

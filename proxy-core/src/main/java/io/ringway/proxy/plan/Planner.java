// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;

/**
 * Decides what to do with a command. Pure: no clock, no channel, no lock. Implementations are immutable, or hold nothing but
 * scratch space and plans made beforehand: those are confined to one event loop.
 */
@FunctionalInterface
public interface Planner {
    /**
     * The plan.
     *
     * @param spec the command's row in the table, which the command's number of arguments fits
     */
    Plan plan(CommandSpec spec, CommandFrame command, Session session, ShardMap shards);
}

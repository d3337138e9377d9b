// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Planner;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import java.util.Locale;
import java.util.Map;

/**
 * Plans a container command by its first argument. Subcommands that nobody knows never get here, so what has no planner is
 * something that is not built yet. Immutable.
 *
 * @param alone for the container without a subcommand
 */
record Subcommands(String container, Planner alone, Map<String, Planner> planners) implements Planner {
    Subcommands {
        planners = Map.copyOf(planners);
    }

    /** For a container that needs a subcommand. */
    Subcommands(String container, Map<String, Planner> planners) {
        this(container, (spec, command, session, shards) -> Texts.wrongArgumentCount(container), planners);
    }

    @Override
    public Plan plan(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        if (command.argCount() == 1) {
            return alone.plan(spec, command, session, shards);
        }
        String name = command.argText(1).toLowerCase(Locale.ROOT);
        Planner planner = planners.get(name);
        return planner == null ? notSupportedYet(name) : planner.plan(spec, command, session, shards);
    }

    private Plan notSupportedYet(String name) {
        return Plan.Answer.error(
                "ERR " + (container + " " + name).toUpperCase(Locale.ROOT) + " is not supported by Ringway yet");
    }
}

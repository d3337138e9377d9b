// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Planner;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.RespValue;
import java.util.Locale;
import java.util.function.Predicate;

/** Plans COMMAND LIST. Immutable. */
record CommandListPlanner(OfferedCommands offered) implements Planner {
    private static final int FILTER = 2;
    private static final int FILTERED_ARGUMENTS = 5;

    @Override
    public Plan plan(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        if (command.argCount() == FILTER) {
            return list(row -> true);
        }
        if (command.argCount() != FILTERED_ARGUMENTS || !command.argIs(FILTER, "FILTERBY")) {
            return Texts.SYNTAX_ERROR;
        }
        if (command.argIs(FILTER + 1, "MODULE")) {
            return list(row -> false);
        }
        if (command.argIs(FILTER + 1, "ACLCAT")) {
            String category = "@" + command.argText(FILTER + 2).toLowerCase(Locale.ROOT);
            return list(row -> row.aclCategories().contains(category));
        }
        if (command.argIs(FILTER + 1, "PATTERN")) {
            Glob glob = Glob.ignoringCase(command.arg(FILTER + 2));
            return list(row -> glob.matches(row.name()));
        }
        return Texts.SYNTAX_ERROR;
    }

    private Plan list(Predicate<CommandSpec> wanted) {
        return new Plan.Answer(new RespValue.Array(offered.all().stream()
                .filter(wanted)
                .map(row -> RespValue.bulk(row.name()))
                .toList()));
    }
}

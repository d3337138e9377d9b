// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.command.CommandTable;
import io.ringway.proxy.command.LearnedCommands;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Planner;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.RespValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Plans COMMAND from the command table and what was learned: what the proxy really offers, not what a server behind it knows.
 * Immutable, but for what is learned. */
final class CommandPlanners {
    private static final int FIRST_NAME = 2;
    private static final Plan HELP = Texts.help(
            "COMMAND",
            "(no subcommand)",
            "    Return details about all Redis commands.",
            "COUNT",
            "    Return the total number of commands in this Redis server.",
            "LIST",
            "    Return a list of all commands in this Redis server.",
            "INFO [<command-name> ...]",
            "    Return details about multiple Redis commands.",
            "    If no command names are given, documentation details for all",
            "    commands are returned.",
            "DOCS [<command-name> ...]",
            "    Return documentation details about multiple Redis commands.",
            "    If no command names are given, documentation details for all",
            "    commands are returned.",
            "GETKEYS <full-command>",
            "    Return the keys from a full Redis command.",
            "GETKEYSANDFLAGS <full-command>",
            "    Return the keys and the access flags from a full Redis command.");

    private final OfferedCommands offered;

    private CommandPlanners(OfferedCommands offered) {
        this.offered = offered;
    }

    static Planner command(CommandTable table, LearnedCommands learned) {
        OfferedCommands offered = new OfferedCommands(table, learned);
        CommandPlanners planners = new CommandPlanners(offered);
        return new Subcommands(
                "command",
                planners::info,
                Map.of(
                        "count",
                        (spec, command, session, shards) -> new Plan.Answer(
                                RespValue.integer(offered.commands().size())),
                        "docs",
                        new CommandDocsPlanner(offered),
                        "getkeys",
                        new CommandKeysPlanner(table, false),
                        "getkeysandflags",
                        new CommandKeysPlanner(table, true),
                        "help",
                        (spec, command, session, shards) -> HELP,
                        "info",
                        planners::info,
                        "list",
                        new CommandListPlanner(offered)));
    }

    /** COMMAND too, which is COMMAND INFO without a name. */
    private Plan info(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        List<RespValue> descriptions = new ArrayList<>();
        if (command.argCount() <= FIRST_NAME) {
            offered.commands().forEach(row -> descriptions.add(CommandDescription.of(row, offered)));
        }
        for (int argument = FIRST_NAME; argument < command.argCount(); argument++) {
            CommandSpec row = offered.find(command.argText(argument));
            descriptions.add(row == null ? RespValue.NULL : CommandDescription.of(row, offered));
        }
        return new Plan.Answer(new RespValue.Array(descriptions));
    }
}

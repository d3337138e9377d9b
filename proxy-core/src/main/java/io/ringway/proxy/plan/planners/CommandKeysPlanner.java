// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.command.CommandTable;
import io.ringway.proxy.command.KeyFinder;
import io.ringway.proxy.command.KeyPositions;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Planner;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.RespValue;
import java.util.ArrayList;
import java.util.List;

/** Plans COMMAND GETKEYS and COMMAND GETKEYSANDFLAGS: the keys that routing sees in a command. Immutable. */
record CommandKeysPlanner(CommandTable table, boolean withFlags) implements Planner {
    private static final int FIRST_ARGUMENT = 2;
    private static final Plan UNKNOWN_COMMAND = Plan.Answer.error("ERR Invalid command specified");
    private static final Plan NO_KEYS = Plan.Answer.error("ERR The command has no key arguments");
    private static final Plan WRONG_ARGUMENT_COUNT =
            Plan.Answer.error("ERR Invalid number of arguments specified for command");
    private static final Plan WRONG_ARGUMENTS = Plan.Answer.error("ERR Invalid arguments specified for command");
    private static final Plan WITHOUT_ANY = new Plan.Answer(RespValue.array());

    @Override
    public Plan plan(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        CommandFrame asked = askedAbout(command);
        CommandSpec row = table.find(asked);
        if (row == null || (table.isContainer(row) && asked.argCount() > 1)) {
            return UNKNOWN_COMMAND;
        }
        if (row.keySpecs().stream().allMatch(keySpec -> keySpec.flags().contains("not_key"))) {
            return NO_KEYS;
        }
        if (!row.acceptsArgCount(asked.argCount())) {
            return WRONG_ARGUMENT_COUNT;
        }
        KeyPositions keys = new KeyPositions();
        if (!KeyFinder.of(row).find(asked, keys)) {
            return row.flags().contains("no_mandatory_keys") ? WITHOUT_ANY : WRONG_ARGUMENTS;
        }
        return new Plan.Answer(new RespValue.Array(replies(row, asked, keys)));
    }

    private List<RespValue> replies(CommandSpec row, CommandFrame asked, KeyPositions keys) {
        List<RespValue> replies = new ArrayList<>();
        for (int key = 0; key < keys.count(); key++) {
            RespValue name = new RespValue.Bulk(asked.arg(keys.at(key)));
            replies.add(
                    withFlags
                            ? RespValue.array(
                                    name, CommandDescription.words(KeyAccess.flags(row, asked, keys.at(key), key)))
                            : name);
        }
        return replies;
    }

    private static CommandFrame askedAbout(CommandFrame command) {
        byte[][] arguments = new byte[command.argCount() - FIRST_ARGUMENT][];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = command.arg(FIRST_ARGUMENT + i);
        }
        return CommandFrame.of(arguments);
    }
}

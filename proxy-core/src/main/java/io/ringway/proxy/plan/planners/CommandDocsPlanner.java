// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandDocs;
import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Planner;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.RespValue;
import java.util.ArrayList;
import java.util.List;

/** Plans COMMAND DOCS: Redis' own documentation of what the proxy offers. Immutable. */
record CommandDocsPlanner(OfferedCommands offered) implements Planner {
    private static final int FIRST_NAME = 2;
    private static final String SUBCOMMANDS = "subcommands";

    @Override
    public Plan plan(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        List<RespValue> docs = new ArrayList<>();
        if (command.argCount() == FIRST_NAME) {
            offered.commands().forEach(row -> add(row, docs));
        }
        for (int argument = FIRST_NAME; argument < command.argCount(); argument++) {
            CommandSpec row = offered.find(command.argText(argument));
            if (row != null) {
                add(row, docs);
            }
        }
        return new Plan.Answer(new RespValue.MapOf(docs));
    }

    private void add(CommandSpec row, List<RespValue> docs) {
        docs.add(RespValue.bulk(row.name()));
        RespValue.MapOf known = CommandDocs.of(row.name());
        docs.add(known == null ? fromTable(row) : withoutRefused(row, known));
    }

    /** Commands that Redis gained later than its documentation here was written, and ours. */
    private RespValue fromTable(CommandSpec row) {
        List<RespValue> entries = new ArrayList<>();
        if (!row.since().isEmpty()) {
            entries.add(RespValue.bulk("since"));
            entries.add(RespValue.bulk(row.since()));
        }
        entries.add(RespValue.bulk("group"));
        entries.add(RespValue.bulk(row.group()));
        addSubcommands(row, entries);
        return new RespValue.MapOf(entries);
    }

    private RespValue withoutRefused(CommandSpec row, RespValue.MapOf known) {
        List<RespValue> entries = new ArrayList<>();
        for (int i = 0; i < known.entries().size(); i += 2) {
            if (known.entries().get(i) instanceof RespValue.Bulk name
                    && name.text().equals(SUBCOMMANDS)) {
                addSubcommands(row, entries);
            } else {
                entries.add(known.entries().get(i));
                entries.add(known.entries().get(i + 1));
            }
        }
        return new RespValue.MapOf(entries);
    }

    private void addSubcommands(CommandSpec row, List<RespValue> entries) {
        List<RespValue> docs = new ArrayList<>();
        offered.subcommandsOf(row).forEach(subcommand -> add(subcommand, docs));
        if (!docs.isEmpty()) {
            entries.add(RespValue.bulk(SUBCOMMANDS));
            entries.add(new RespValue.MapOf(docs));
        }
    }
}

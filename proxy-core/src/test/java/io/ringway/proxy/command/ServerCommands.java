// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.command;

import io.ringway.resp.RespDecoder;
import io.ringway.resp.RespValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A running server's commands as rows of the command table, without our own columns. Stateless. */
final class ServerCommands {
    private ServerCommands() {}

    /**
     * All commands and subcommands, ordered by name; numbered from 0.
     *
     * @param server host:port
     */
    static List<CommandSpec> read(String server) throws IOException {
        Map<String, String> groups = new HashMap<>();
        Map<String, String> versions = new HashMap<>();
        addDocs(reply(server, "COMMAND", "DOCS"), groups, versions);
        Map<String, CommandSpec> rows = new TreeMap<>();
        for (RespValue command : ((RespValue.Array) reply(server, "COMMAND")).elements()) {
            String name = text(((RespValue.Array) command).elements().get(0));
            for (CommandSpec row : ServerDescription.rows(name, command, 0, "")) {
                rows.put(
                        row.name(),
                        withDocs(row, groups.getOrDefault(row.name(), ""), versions.getOrDefault(row.name(), "")));
            }
        }
        return renumbered(rows.values());
    }

    static List<CommandSpec> renumbered(Iterable<CommandSpec> rows) {
        List<CommandSpec> numbered = new ArrayList<>();
        for (CommandSpec row : rows) {
            numbered.add(withOurColumns(row, numbered.size(), row));
        }
        return numbered;
    }

    /** A server's row with our columns as in another one. */
    static CommandSpec withOurColumns(CommandSpec row, int id, CommandSpec ours) {
        return copy(row, id, row.group(), row.since(), ours);
    }

    private static CommandSpec withDocs(CommandSpec row, String group, String since) {
        return copy(row, row.id(), group, since, row);
    }

    private static CommandSpec copy(CommandSpec row, int id, String group, String since, CommandSpec ours) {
        return new CommandSpec(
                id,
                row.name(),
                row.arity(),
                row.flags(),
                row.aclCategories(),
                row.keySpecs(),
                row.tips(),
                group,
                since,
                ours.planner(),
                ours.repeatable(),
                ours.cacheable());
    }

    /** Groups and versions by full name, those of subcommands too. */
    private static void addDocs(RespValue docs, Map<String, String> groups, Map<String, String> versions) {
        List<RespValue> entries = ((RespValue.MapOf) docs).entries();
        for (int i = 0; i < entries.size(); i += 2) {
            String name = text(entries.get(i));
            List<RespValue> fields = ((RespValue.MapOf) entries.get(i + 1)).entries();
            for (int j = 0; j < fields.size(); j += 2) {
                switch (text(fields.get(j))) {
                    case "group" -> groups.put(name, text(fields.get(j + 1)));
                    case "since" -> versions.put(name, text(fields.get(j + 1)));
                    case "subcommands" -> addDocs(fields.get(j + 1), groups, versions);
                    default -> {}
                }
            }
        }
    }

    private static RespValue reply(String server, String... command) throws IOException {
        return RespDecoder.decode(RawReply.read(server, command));
    }

    private static String text(RespValue value) {
        return value instanceof RespValue.Bulk bulk ? bulk.text() : ((RespValue.SimpleString) value).text();
    }
}

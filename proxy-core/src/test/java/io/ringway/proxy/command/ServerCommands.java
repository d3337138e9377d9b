// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.command;

import io.ringway.proxy.command.KeySpec.AtIndex;
import io.ringway.proxy.command.KeySpec.AtKeyword;
import io.ringway.proxy.command.KeySpec.KeyNum;
import io.ringway.proxy.command.KeySpec.Range;
import io.ringway.proxy.command.KeySpec.UnknownBegin;
import io.ringway.proxy.command.KeySpec.UnknownFind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;

/** A running server's commands as rows of the command table, without our own columns. Stateless. */
final class ServerCommands {
    private ServerCommands() {}

    /** All commands and subcommands, ordered by name; numbered from 0. */
    static List<CommandSpec> read(Jedis server) {
        Map<String, CommandSpec> rows = new TreeMap<>();
        Map<String, Map<String, Object>> docs = docs(server);
        for (Object command : (List<?>) server.sendCommand(Protocol.Command.COMMAND)) {
            addWithSubcommands(rows, (List<?>) command, docs);
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
        return new CommandSpec(
                id,
                row.name(),
                row.arity(),
                row.flags(),
                row.aclCategories(),
                row.keySpecs(),
                row.tips(),
                row.group(),
                row.since(),
                ours.planner(),
                ours.repeatable(),
                ours.cacheable());
    }

    private static void addWithSubcommands(
            Map<String, CommandSpec> rows, List<?> command, Map<String, Map<String, Object>> docs) {
        String name = text(command.get(0));
        Map<String, Object> doc = docs.getOrDefault(name, Map.of());
        List<KeySpec> keySpecs = new ArrayList<>();
        for (Object spec : (List<?>) command.get(8)) {
            keySpecs.add(keySpec(map(spec)));
        }
        rows.put(
                name,
                new CommandSpec(
                        0,
                        name,
                        number(command.get(1)),
                        new LinkedHashSet<>(texts(command.get(2))),
                        texts(command.get(6)),
                        keySpecs,
                        texts(command.get(7)),
                        text(doc.getOrDefault("group", "")),
                        text(doc.getOrDefault("since", "")),
                        "",
                        false,
                        Cacheable.NO));
        for (Object subcommand : (List<?>) command.get(9)) {
            addWithSubcommands(rows, (List<?>) subcommand, docs);
        }
    }

    private static KeySpec keySpec(Map<String, Object> spec) {
        return new KeySpec(
                begin(map(field(spec, "begin_search"))),
                find(map(field(spec, "find_keys"))),
                new LinkedHashSet<>(texts(field(spec, "flags"))));
    }

    private static KeySpec.Begin begin(Map<String, Object> begin) {
        Map<String, Object> spec = map(field(begin, "spec"));
        return switch (text(field(begin, "type"))) {
            case "index" -> new AtIndex(number(field(spec, "index")));
            case "keyword" -> new AtKeyword(text(field(spec, "keyword")), number(field(spec, "startfrom")));
            default -> new UnknownBegin();
        };
    }

    private static KeySpec.Find find(Map<String, Object> find) {
        Map<String, Object> spec = map(field(find, "spec"));
        return switch (text(field(find, "type"))) {
            case "range" ->
                new Range(number(field(spec, "lastkey")), number(field(spec, "keystep")), number(field(spec, "limit")));
            case "keynum" ->
                new KeyNum(
                        number(field(spec, "keynumidx")),
                        number(field(spec, "firstkey")),
                        number(field(spec, "keystep")));
            default -> new UnknownFind();
        };
    }

    /** {@code COMMAND DOCS} by full name, subcommands too. */
    private static Map<String, Map<String, Object>> docs(Jedis server) {
        Map<String, Map<String, Object>> all = new LinkedHashMap<>();
        addDocs(all, server.sendCommand(Protocol.Command.COMMAND, "DOCS"));
        return all;
    }

    private static void addDocs(Map<String, Map<String, Object>> all, Object reply) {
        map(reply).forEach((name, doc) -> {
            Map<String, Object> fields = map(doc);
            all.put(name, fields);
            if (fields.containsKey("subcommands")) {
                addDocs(all, field(fields, "subcommands"));
            }
        });
    }

    /** A map as RESP2 sends it: keys and values in turn. */
    private static Map<String, Object> map(Object reply) {
        List<?> flat = (List<?>) reply;
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            map.put(text(flat.get(i)), flat.get(i + 1));
        }
        return map;
    }

    private static Object field(Map<String, Object> map, String name) {
        return Objects.requireNonNull(map.get(name), name);
    }

    private static List<String> texts(Object reply) {
        return ((List<?>) reply).stream().map(ServerCommands::text).toList();
    }

    private static String text(Object reply) {
        return reply instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : reply.toString();
    }

    private static int number(Object reply) {
        return ((Long) reply).intValue();
    }
}

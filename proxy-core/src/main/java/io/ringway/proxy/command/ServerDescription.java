// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.command;

import io.ringway.proxy.command.KeySpec.AtIndex;
import io.ringway.proxy.command.KeySpec.AtKeyword;
import io.ringway.proxy.command.KeySpec.Begin;
import io.ringway.proxy.command.KeySpec.Find;
import io.ringway.proxy.command.KeySpec.KeyNum;
import io.ringway.proxy.command.KeySpec.Range;
import io.ringway.proxy.command.KeySpec.UnknownBegin;
import io.ringway.proxy.command.KeySpec.UnknownFind;
import io.ringway.resp.RespValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads what a server's {@code COMMAND INFO} says of a command, in RESP2 or RESP3. Whatever makes no sense is taken for unknown:
 * nothing that a server says is an error here. Stateless.
 */
final class ServerDescription {
    private static final int FIRST_KEY = 3;
    private static final int LAST_KEY = 4;
    private static final int KEY_STEP = 5;
    private static final int CATEGORIES = 6;
    private static final int TIPS = 7;
    private static final int KEY_SPECS = 8;
    private static final int SUBCOMMANDS = 9;

    private ServerDescription() {}

    /**
     * The rows of a command and of its subcommands, without what only its documentation or we ourselves know; none for what
     * is no description of a command.
     *
     * @param name what the command is called, as a server that has renamed it calls it otherwise
     * @param id of all of the rows
     */
    static List<CommandSpec> rows(String name, RespValue description, int id, String planner) {
        List<CommandSpec> rows = new ArrayList<>();
        addRows(name.toLowerCase(Locale.ROOT), description, id, planner, rows);
        return rows;
    }

    private static void addRows(String name, RespValue description, int id, String planner, List<CommandSpec> rows) {
        List<RespValue> fields = elements(description);
        if (fields.size() <= KEY_STEP) {
            return;
        }
        rows.add(new CommandSpec(
                id,
                name,
                number(fields.get(1)),
                words(fields.get(2)),
                List.copyOf(words(field(fields, CATEGORIES))),
                keySpecs(fields),
                List.copyOf(words(field(fields, TIPS))),
                "",
                "",
                planner,
                false,
                Cacheable.NO));
        for (RespValue subcommand : elements(field(fields, SUBCOMMANDS))) {
            String full = text(field(elements(subcommand), 0));
            addRows(name + "|" + full.substring(full.indexOf('|') + 1), subcommand, id, planner, rows);
        }
    }

    /** Servers before Redis 7 give the first and last key alone. */
    private static List<KeySpec> keySpecs(List<RespValue> fields) {
        List<RespValue> described = elements(field(fields, KEY_SPECS));
        int first = number(fields.get(FIRST_KEY));
        if (described.isEmpty() && first > 0) {
            int last = number(fields.get(LAST_KEY));
            Find find = new Range(last < 0 ? last : last - first, step(fields.get(KEY_STEP)), 0);
            return List.of(new KeySpec(new AtIndex(first), find, Set.of()));
        }
        return described.stream().map(ServerDescription::keySpec).toList();
    }

    private static KeySpec keySpec(RespValue spec) {
        return new KeySpec(
                begin(entry(spec, "begin_search")), find(entry(spec, "find_keys")), words(entry(spec, "flags")));
    }

    private static Begin begin(RespValue begin) {
        RespValue spec = entry(begin, "spec");
        return switch (text(entry(begin, "type"))) {
            case "index" ->
                number(entry(spec, "index")) > 0 ? new AtIndex(number(entry(spec, "index"))) : new UnknownBegin();
            case "keyword" -> new AtKeyword(text(entry(spec, "keyword")), number(entry(spec, "startfrom")));
            default -> new UnknownBegin();
        };
    }

    private static Find find(RespValue find) {
        RespValue spec = entry(find, "spec");
        return switch (text(entry(find, "type"))) {
            case "range" ->
                new Range(number(entry(spec, "lastkey")), step(entry(spec, "keystep")), number(entry(spec, "limit")));
            case "keynum" ->
                new KeyNum(
                        Math.max(0, number(entry(spec, "keynumidx"))),
                        Math.max(0, number(entry(spec, "firstkey"))),
                        step(entry(spec, "keystep")));
            default -> new UnknownFind();
        };
    }

    private static RespValue field(List<RespValue> fields, int index) {
        return index < fields.size() ? fields.get(index) : RespValue.NULL;
    }

    private static RespValue entry(RespValue map, String name) {
        List<RespValue> entries = elements(map);
        for (int i = 0; i + 1 < entries.size(); i += 2) {
            if (text(entries.get(i)).equals(name)) {
                return entries.get(i + 1);
            }
        }
        return RespValue.NULL;
    }

    private static List<RespValue> elements(RespValue value) {
        if (value instanceof RespValue.Array array) {
            return array.elements();
        }
        if (value instanceof RespValue.SetOf set) {
            return set.elements();
        }
        return value instanceof RespValue.MapOf map ? map.entries() : List.of();
    }

    private static Set<String> words(RespValue value) {
        Set<String> words = new LinkedHashSet<>();
        elements(value).forEach(word -> words.add(text(word)));
        return words;
    }

    private static String text(RespValue value) {
        if (value instanceof RespValue.Bulk bulk) {
            return bulk.text();
        }
        return value instanceof RespValue.SimpleString simple ? simple.text() : "";
    }

    private static int number(RespValue value) {
        return value instanceof RespValue.Int number ? (int) number.value() : 0;
    }

    private static int step(RespValue value) {
        return Math.max(1, number(value));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.health;

import io.ringway.resp.RespValue;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A shard's libraries of functions. Immutable.
 *
 * @param codes by name
 * @param mayHaveDeleted whether the server may have deleted any since it was started: then what it lacks may be lacking because
 *     somebody wanted that
 */
record ShardLibraries(Map<String, RespValue.Bulk> codes, boolean mayHaveDeleted) {
    /** Only a server that counts the command by which it has just been asked is believed that it counts the others. */
    private static final String LIST = "function|list";

    private static final List<String> DELETIONS = List.of("function|delete", "function|flush", "function|restore");

    private static final Pattern CALLS =
            Pattern.compile("cmdstat_(function\\|[a-z]+):calls=(\\d+)(?:.*,failed_calls=(\\d+))?");

    ShardLibraries {
        codes = Map.copyOf(codes);
    }

    /**
     * What a shard says of itself.
     *
     * @param list its reply to {@code FUNCTION LIST WITHCODE}
     * @param statistics its reply to {@code INFO commandstats} behind it
     */
    static ShardLibraries of(RespValue.Array list, RespValue statistics) {
        Map<String, RespValue.Bulk> codes = new HashMap<>();
        for (RespValue library : list.elements()) {
            if (field(library, "library_name") instanceof RespValue.Bulk name
                    && field(library, "library_code") instanceof RespValue.Bulk code) {
                codes.put(name.text(), code);
            }
        }
        Set<String> done = done(statistics instanceof RespValue.Bulk text ? text.text() : "");
        return new ShardLibraries(
                codes, !done.contains(LIST) || DELETIONS.stream().anyMatch(done::contains));
    }

    /** The same, with codes from this table, or put there, so that memory holds equal ones once. */
    ShardLibraries sharing(Map<RespValue.Bulk, RespValue.Bulk> table) {
        Map<String, RespValue.Bulk> shared = new HashMap<>();
        codes.forEach((name, code) -> shared.put(name, table.computeIfAbsent(code, Function.identity())));
        return new ShardLibraries(shared, mayHaveDeleted);
    }

    boolean has(LibraryCopy copy) {
        return copy.code().equals(codes.get(copy.library()));
    }

    /** The commands about functions that the server has carried out: who was told to delete what is not there has not. */
    private static Set<String> done(String statistics) {
        Set<String> done = new HashSet<>();
        Matcher lines = CALLS.matcher(statistics);
        while (lines.find()) {
            if (!lines.group(2).equals(Objects.requireNonNullElse(lines.group(3), "0"))) {
                done.add(lines.group(1));
            }
        }
        return done;
    }

    private static RespValue field(RespValue library, String name) {
        if (library instanceof RespValue.Array fields) {
            List<RespValue> all = fields.elements();
            for (int i = 0; i + 1 < all.size(); i += 2) {
                if (all.get(i) instanceof RespValue.Bulk bulk && bulk.text().equals(name)) {
                    return all.get(i + 1);
                }
            }
        }
        return RespValue.NULL;
    }
}

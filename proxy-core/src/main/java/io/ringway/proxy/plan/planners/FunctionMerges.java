// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.plan.ReplyMerge;
import io.ringway.resp.RespValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Merges what shards say of their libraries of functions, which are meant to be the same everywhere. Stateless. */
final class FunctionMerges {
    private static final RespValue RUNNING_SCRIPT = RespValue.bulk("running_script");
    private static final RespValue LIBRARY_NAME = RespValue.bulk("library_name");

    /** FUNCTION LIST: the libraries of all shards, each once. */
    static final ReplyMerge LIST = FunctionMerges::list;
    /** FUNCTION STATS: what the first shard says, but for the function that runs on any. */
    static final ReplyMerge STATS = FunctionMerges::stats;

    private FunctionMerges() {}

    private static RespValue list(List<RespValue> replies) {
        Map<RespValue, RespValue> libraries = new LinkedHashMap<>();
        for (RespValue reply : replies) {
            if (!(reply instanceof RespValue.Array all)) {
                return reply;
            }
            for (RespValue library : all.elements()) {
                libraries.putIfAbsent(field(library, LIBRARY_NAME), library);
            }
        }
        return new RespValue.Array(new ArrayList<>(libraries.values()));
    }

    private static RespValue stats(List<RespValue> replies) {
        RespValue first = replies.get(0);
        for (RespValue reply : replies) {
            RespValue running = field(reply, RUNNING_SCRIPT);
            if (!isNull(running)) {
                return with(first, running);
            }
        }
        return first;
    }

    private static boolean isNull(RespValue value) {
        return value.equals(RespValue.NULL) || value.equals(RespValue.NULL_ARRAY);
    }

    private static RespValue field(RespValue fields, RespValue name) {
        List<RespValue> entries = entries(fields);
        for (int i = 0; i + 1 < entries.size(); i += 2) {
            if (entries.get(i).equals(name)) {
                return entries.get(i + 1);
            }
        }
        return RespValue.NULL;
    }

    private static RespValue with(RespValue fields, RespValue running) {
        List<RespValue> entries = new ArrayList<>(entries(fields));
        for (int i = 0; i + 1 < entries.size(); i += 2) {
            if (entries.get(i).equals(RUNNING_SCRIPT)) {
                entries.set(i + 1, running);
            }
        }
        return fields instanceof RespValue.MapOf ? new RespValue.MapOf(entries) : new RespValue.Array(entries);
    }

    private static List<RespValue> entries(RespValue fields) {
        if (fields instanceof RespValue.MapOf map) {
            return map.entries();
        }
        return fields instanceof RespValue.Array array ? array.elements() : List.of();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.resp.RespValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what is a map in RESP3 and keys and values in turn in RESP2. Stateless. */
final class Entries {
    private Entries() {}

    /** Keys and values in turn; null where the reply is none of both. */
    static @Nullable List<RespValue> flat(RespValue reply) {
        if (reply instanceof RespValue.MapOf map) {
            return map.entries();
        }
        return reply instanceof RespValue.Array array && array.elements().size() % 2 == 0 ? array.elements() : null;
    }

    /** Values by key, in order; empty where the reply is no map. */
    static Map<RespValue, RespValue> of(RespValue reply) {
        Map<RespValue, RespValue> values = new LinkedHashMap<>();
        List<RespValue> flat = flat(reply);
        for (int i = 0; flat != null && i + 1 < flat.size(); i += 2) {
            values.put(flat.get(i), flat.get(i + 1));
        }
        return values;
    }

    /** As a reply. */
    static RespValue toReply(Map<RespValue, RespValue> values) {
        RespValue[] flat = new RespValue[values.size() * 2];
        int next = 0;
        for (Map.Entry<RespValue, RespValue> entry : values.entrySet()) {
            flat[next++] = entry.getKey();
            flat[next++] = entry.getValue();
        }
        return new RespValue.MapOf(List.of(flat));
    }
}

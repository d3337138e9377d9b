// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.plan.ReplyMerge;
import io.ringway.proxy.plan.ReplyMerges;
import io.ringway.resp.RespValue;
import io.ringway.resp.RespValue.Int;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes one MEMORY STATS of several servers': sizes add up, of shares and ratios the largest is told. Stateless. */
final class MemoryStatsMerge implements ReplyMerge {
    private static final RespValue BYTES_PER_KEY = RespValue.bulk("keys.bytes-per-key");

    @Override
    public RespValue merge(List<RespValue> replies) {
        Map<RespValue, RespValue> all = new LinkedHashMap<>();
        for (RespValue reply : replies) {
            if (Entries.flat(reply) == null) {
                return ReplyMerges.unexpected(reply);
            }
            add(reply, all);
        }
        long keys = number(all, "keys.count");
        if (keys > 0) {
            long bytes = number(all, "total.allocated") - number(all, "startup.allocated");
            all.put(BYTES_PER_KEY, RespValue.integer(bytes / keys));
        }
        return Entries.toReply(all);
    }

    private static void add(RespValue reply, Map<RespValue, RespValue> all) {
        Entries.of(reply).forEach((name, value) -> all.merge(name, value, MemoryStatsMerge::both));
    }

    private static RespValue both(RespValue one, RespValue other) {
        if (one instanceof Int first && other instanceof Int second) {
            return RespValue.integer(first.value() + second.value());
        }
        if (Entries.flat(one) != null) {
            // A database's share of it.
            Map<RespValue, RespValue> database = new LinkedHashMap<>();
            add(one, database);
            add(other, database);
            return Entries.toReply(database);
        }
        return share(one) >= share(other) ? one : other;
    }

    private static double share(RespValue value) {
        if (value instanceof RespValue.Dbl number) {
            return number.value();
        }
        return value instanceof RespValue.Bulk text ? Double.parseDouble(text.text()) : Double.NaN;
    }

    private static long number(Map<RespValue, RespValue> all, String name) {
        return all.get(RespValue.bulk(name)) instanceof Int number ? number.value() : 0;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.plan.ReplyMerge;
import io.ringway.resp.RespValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Makes one CONFIG GET reply: the first shard's that gave one, with our values in place of its own and without its passwords.
 * Shards are meant to be configured alike, and clients ask before they do anything else, so one that is down does not matter.
 * Immutable.
 *
 * @param ours our values that were asked for
 */
record ConfigMerge(Map<String, String> ours) implements ReplyMerge {
    private static final Set<String> SECRETS =
            Set.of("requirepass", "masterauth", "tls-key-file-pass", "tls-client-key-file-pass");

    @Override
    public boolean takesErrors() {
        return true;
    }

    @Override
    public RespValue merge(List<RespValue> replies) {
        for (RespValue reply : replies) {
            if (reply instanceof RespValue.MapOf map) {
                return withOurs(map.entries());
            }
            if (reply instanceof RespValue.Array array) {
                return withOurs(array.elements());
            }
        }
        return replies.get(0);
    }

    private RespValue withOurs(List<RespValue> entries) {
        Map<String, RespValue> values = new LinkedHashMap<>();
        for (int i = 0; i + 1 < entries.size(); i += 2) {
            if (entries.get(i) instanceof RespValue.Bulk name
                    && !SECRETS.contains(name.text().toLowerCase(Locale.ROOT))) {
                values.put(name.text(), entries.get(i + 1));
            }
        }
        ours.forEach((name, value) -> values.put(name, RespValue.bulk(value)));
        List<RespValue> merged = new ArrayList<>();
        values.forEach((name, value) -> {
            merged.add(RespValue.bulk(name));
            merged.add(value);
        });
        return new RespValue.MapOf(merged);
    }
}

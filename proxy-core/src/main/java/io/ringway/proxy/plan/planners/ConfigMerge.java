// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.plan.ProxyView;
import io.ringway.proxy.plan.ReplyMerge;
import io.ringway.resp.RespValue;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes one CONFIG GET reply of those shards that gave one, with our values in place of theirs and without their passwords.
 * Shards are meant to be configured alike; a value that they do not agree on is each shard's with its name in front. Clients ask
 * before they do anything else, so a shard that is down does not matter. Immutable.
 *
 * @param ours the names of our values that were asked for, as they were written
 */
record ConfigMerge(OwnParameters own, Set<String> ours) implements ReplyMerge {
    private static final Set<String> SECRETS =
            Set.of("requirepass", "masterauth", "tls-key-file-pass", "tls-client-key-file-pass");

    @Override
    public boolean takesErrors() {
        return true;
    }

    @Override
    public RespValue merge(List<RespValue> replies) {
        return merge(replies, ShardNames.numbers(replies.size()));
    }

    @Override
    public RespValue merge(List<RespValue> replies, ProxyView proxy) {
        return merge(replies, ShardNames.of(proxy, replies.size()));
    }

    private RespValue merge(List<RespValue> replies, List<String> shards) {
        Map<RespValue, Map<String, RespValue>> values = new LinkedHashMap<>();
        boolean failed = true;
        for (int i = 0; i < replies.size(); i++) {
            String shard = shards.get(i);
            failed &= Entries.flat(replies.get(i)) == null;
            Entries.of(replies.get(i)).forEach((name, value) -> {
                if (!isSecret(name)) {
                    values.computeIfAbsent(name, key -> new LinkedHashMap<>()).put(shard, value);
                }
            });
        }
        if (failed) {
            return replies.get(0);
        }
        Map<RespValue, RespValue> merged = new LinkedHashMap<>();
        values.forEach((name, byShard) -> merged.put(name, oneOf(byShard)));
        ours.forEach(
                name -> merged.put(RespValue.bulk(name), RespValue.bulk(own.value(name.toLowerCase(Locale.ROOT)))));
        return Entries.toReply(merged);
    }

    private static RespValue oneOf(Map<String, RespValue> byShard) {
        Set<RespValue> different = new LinkedHashSet<>(byShard.values());
        if (different.size() == 1) {
            return different.iterator().next();
        }
        return RespValue.bulk(byShard.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + text(entry.getValue()))
                .collect(Collectors.joining(" ")));
    }

    private static boolean isSecret(RespValue name) {
        return SECRETS.contains(text(name).toLowerCase(Locale.ROOT));
    }

    private static String text(RespValue value) {
        return value instanceof RespValue.Bulk bulk ? bulk.text() : "";
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.plan.ProxyView;
import io.ringway.proxy.plan.ReplyMerge;
import io.ringway.proxy.plan.ReplyMerges;
import io.ringway.resp.RespValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * For texts that people read: each shard's under its name, or just the one where all say the same. A shard that fails has its
 * error there; only where all do it is the reply. Stateless.
 */
enum ShardTextsMerge implements ReplyMerge {
    INSTANCE;

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

    private static RespValue merge(List<RespValue> replies, List<String> names) {
        List<String> texts = new ArrayList<>();
        RespValue like = replies.get(0);
        boolean failed = true;
        for (RespValue reply : replies) {
            String text = text(reply);
            if (text == null) {
                return ReplyMerges.unexpected(reply);
            }
            texts.add(text);
            if (failed && !(reply instanceof RespValue.Err)) {
                failed = false;
                like = reply;
            }
        }
        if (failed || new LinkedHashSet<>(texts).size() == 1) {
            return like;
        }
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < texts.size(); i++) {
            all.append(all.isEmpty() ? "" : "\n")
                    .append(names.get(i))
                    .append(":\n")
                    .append(texts.get(i).stripTrailing())
                    .append('\n');
        }
        return like instanceof RespValue.Verbatim verbatim
                ? new RespValue.Verbatim(verbatim.format(), all.toString())
                : RespValue.bulk(all.toString());
    }

    private static @Nullable String text(RespValue reply) {
        if (reply instanceof RespValue.Bulk bulk) {
            return bulk.text();
        }
        if (reply instanceof RespValue.Verbatim verbatim) {
            return verbatim.text();
        }
        return reply instanceof RespValue.Err error ? error.text() : null;
    }
}

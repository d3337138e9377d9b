// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.plan.ProxyView;
import io.ringway.proxy.plan.ReplyMerge;
import io.ringway.resp.RespValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes one INFO of the shards'. Clients ask for it when they connect and do not work without, so shards that fail are left
 * out as long as one answers; how many answered is then said in our own section. Immutable.
 */
enum InfoMerge implements ReplyMerge {
    /** The servers' sections, and ours only to say that some shards are missing from them. */
    SERVERS_ONLY,
    /** The servers' sections and ours. */
    WITH_OURS,
    /** Nothing but our section. */
    OURS;

    @Override
    public boolean takesErrors() {
        return true;
    }

    @Override
    public RespValue merge(List<RespValue> replies) {
        return merge(replies, Map.of(), Map.of());
    }

    @Override
    public RespValue merge(List<RespValue> replies, ProxyView proxy) {
        return merge(replies, proxy.clientFigures(), proxy.figures());
    }

    private RespValue merge(List<RespValue> replies, Map<String, String> clientFigures, Map<String, String> figures) {
        List<String> texts = new ArrayList<>();
        for (RespValue reply : replies) {
            if (!(reply instanceof RespValue.Err)) {
                texts.add(text(reply));
            }
        }
        if (texts.isEmpty() && !replies.isEmpty()) {
            return replies.get(0);
        }
        boolean complete = texts.size() == replies.size();
        String servers = texts.size() == 1 ? texts.get(0) : InfoText.merge(texts);
        StringBuilder all = new StringBuilder(InfoText.replace(servers, clientFigures));
        if (this != SERVERS_ONLY || !complete) {
            if (!all.isEmpty()) {
                all.append("\r\n");
            }
            all.append("# Ringway\r\n");
            if (!complete) {
                all.append("info_shards_answered:").append(texts.size()).append("\r\n");
                all.append("info_shards_missing:")
                        .append(replies.size() - texts.size())
                        .append("\r\n");
            }
            figures.forEach((field, value) ->
                    all.append(field).append(':').append(value).append("\r\n"));
        }
        return new RespValue.Verbatim("txt", all.toString());
    }

    private static String text(RespValue reply) {
        if (reply instanceof RespValue.Verbatim verbatim) {
            return verbatim.text();
        }
        return reply instanceof RespValue.Bulk bulk ? bulk.text() : "";
    }
}

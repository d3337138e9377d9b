// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.plan.ReplyMerge;
import io.ringway.proxy.plan.ReplyMerges;
import io.ringway.resp.RespValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts the streams that had something to read into the order in which they were asked for; null where none had. Immutable. */
final class StreamReadMerge implements ReplyMerge {
    private final List<RespValue> names;
    private final List<List<Integer>> asked;

    /**
     * Merges the replies of a read in pieces.
     *
     * @param names the streams, in the order in which they were asked for
     * @param asked by piece, the indexes of its streams, ascending
     */
    StreamReadMerge(byte[][] names, List<List<Integer>> asked) {
        List<RespValue> bulks = new ArrayList<>();
        for (byte[] name : names) {
            bulks.add(new RespValue.Bulk(name));
        }
        this.names = bulks;
        this.asked = asked;
    }

    @Override
    public RespValue merge(List<RespValue> replies) {
        @Nullable RespValue[] byStream = new RespValue[names.size()];
        boolean isMap = false;
        boolean isEmpty = true;
        for (int piece = 0; piece < replies.size(); piece++) {
            RespValue reply = replies.get(piece);
            if (reply instanceof RespValue.Null || reply instanceof RespValue.NullArray) {
                continue;
            }
            isEmpty = false;
            isMap |= reply instanceof RespValue.MapOf;
            if (!place(reply, asked.get(piece), byStream)) {
                return ReplyMerges.unexpected(reply);
            }
        }
        return isEmpty ? replies.get(0) : inOrder(byStream, isMap);
    }

    private RespValue inOrder(@Nullable RespValue[] byStream, boolean isMap) {
        List<RespValue> merged = new ArrayList<>();
        for (int stream = 0; stream < byStream.length; stream++) {
            RespValue entries = byStream[stream];
            if (entries != null && isMap) {
                merged.add(names.get(stream));
                merged.add(entries);
            } else if (entries != null) {
                merged.add(RespValue.array(names.get(stream), entries));
            }
        }
        return isMap ? new RespValue.MapOf(merged) : new RespValue.Array(merged);
    }

    /** A piece's streams come in the order in which it was asked, without those that had nothing. */
    private boolean place(RespValue reply, List<Integer> streams, @Nullable RespValue[] byStream) {
        int next = 0;
        for (RespValue pair : pairs(reply)) {
            if (!(pair instanceof RespValue.Array named) || named.elements().size() != 2) {
                return false;
            }
            while (next < streams.size()
                    && !names.get(streams.get(next)).equals(named.elements().get(0))) {
                next++;
            }
            if (next == streams.size()) {
                return false;
            }
            byStream[streams.get(next++)] = named.elements().get(1);
        }
        return true;
    }

    private static List<RespValue> pairs(RespValue reply) {
        if (reply instanceof RespValue.Array array) {
            return array.elements();
        }
        List<RespValue> pairs = new ArrayList<>();
        if (reply instanceof RespValue.MapOf map) {
            for (int i = 0; i < map.entries().size(); i += 2) {
                pairs.add(RespValue.array(map.entries().get(i), map.entries().get(i + 1)));
            }
        }
        return pairs;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan;

import io.ringway.resp.RespValue;
import io.ringway.resp.RespValue.Array;
import io.ringway.resp.RespValue.Int;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** The merges that need no more than the replies. Stateless. */
public final class ReplyMerges {
    /** Numbers, added up. */
    public static final ReplyMerge SUM = ReplyMerges::sum;
    /** The first reply, as all say the same where none is an error. */
    public static final ReplyMerge FIRST = replies -> replies.get(0);
    /** The least of numbers. */
    public static final ReplyMerge LEAST = ReplyMerges::least;
    /** The greatest of numbers. */
    public static final ReplyMerge GREATEST = ReplyMerges::greatest;
    /** Arrays of numbers: the least of each place. */
    public static final ReplyMerge LEAST_EACH = ReplyMerges::leastEach;
    /** Arrays, one behind the other. */
    public static final ReplyMerge CONCATENATION = ReplyMerges::concatenate;
    /** Arrays, one behind the other, without what has been there before. */
    public static final ReplyMerge UNION = ReplyMerges::union;
    /** Arrays of 0 and 1: 1 where all have 1. */
    public static final ReplyMerge AND = ReplyMerges::and;

    private ReplyMerges() {}

    /** What becomes of a reply of a shape that the command never has. */
    public static RespValue unexpected(RespValue reply) {
        return RespValue.error("ERR a shard gave a reply of an unexpected kind: "
                + reply.getClass().getSimpleName());
    }

    private static RespValue sum(List<RespValue> replies) {
        long sum = 0;
        for (RespValue reply : replies) {
            if (!(reply instanceof Int number)) {
                return unexpected(reply);
            }
            sum += number.value();
        }
        return RespValue.integer(sum);
    }

    private static RespValue least(List<RespValue> replies) {
        long least = Long.MAX_VALUE;
        for (RespValue reply : replies) {
            if (!(reply instanceof Int number)) {
                return unexpected(reply);
            }
            least = Math.min(least, number.value());
        }
        return RespValue.integer(least);
    }

    private static RespValue greatest(List<RespValue> replies) {
        long greatest = Long.MIN_VALUE;
        for (RespValue reply : replies) {
            if (!(reply instanceof Int number)) {
                return unexpected(reply);
            }
            greatest = Math.max(greatest, number.value());
        }
        return RespValue.integer(greatest);
    }

    private static RespValue leastEach(List<RespValue> replies) {
        if (!(replies.get(0) instanceof Array first)) {
            return unexpected(replies.get(0));
        }
        List<RespValue> merged = new ArrayList<>();
        for (int i = 0; i < first.elements().size(); i++) {
            List<RespValue> place = new ArrayList<>();
            for (RespValue reply : replies) {
                if (!(reply instanceof Array array) || array.elements().size() <= i) {
                    return unexpected(reply);
                }
                place.add(array.elements().get(i));
            }
            merged.add(least(place));
        }
        return new Array(merged);
    }

    private static RespValue concatenate(List<RespValue> replies) {
        List<RespValue> all = new ArrayList<>();
        for (RespValue reply : replies) {
            if (!(reply instanceof Array array)) {
                return unexpected(reply);
            }
            all.addAll(array.elements());
        }
        return new Array(all);
    }

    private static RespValue union(List<RespValue> replies) {
        RespValue all = concatenate(replies);
        return all instanceof Array array ? new Array(List.copyOf(new LinkedHashSet<>(array.elements()))) : all;
    }

    private static RespValue and(List<RespValue> replies) {
        List<RespValue> merged = new ArrayList<>();
        for (RespValue reply : replies) {
            if (!(reply instanceof Array array)) {
                return unexpected(reply);
            }
            for (int i = 0; i < array.elements().size(); i++) {
                RespValue element = array.elements().get(i);
                if (i == merged.size()) {
                    merged.add(element);
                } else if (element instanceof Int number && number.value() == 0) {
                    merged.set(i, element);
                }
            }
        }
        return new Array(merged);
    }
}

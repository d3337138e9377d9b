// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.plan.AnySuccessMerge;
import io.ringway.proxy.plan.ReplyMerge;
import io.ringway.proxy.plan.ReplyMerges;
import io.ringway.proxy.plan.UnanimousMerge;
import java.util.Map;

/** How the replies of all shards become one, by the word behind {@code fan-out:} in the table's planner column. Stateless. */
final class FanOutMerges {
    /** What begins the planner column of a row whose command goes to all shards. */
    static final String PREFIX = "fan-out:";

    private static final Map<String, ReplyMerge> BY_WORD = Map.ofEntries(
            Map.entry("all", UnanimousMerge.INSTANCE),
            Map.entry("and", ReplyMerges.AND),
            Map.entry("any-success", AnySuccessMerge.INSTANCE),
            Map.entry("concatenate", ReplyMerges.CONCATENATION),
            Map.entry("first", ReplyMerges.FIRST),
            Map.entry("function-list", FunctionMerges.LIST),
            Map.entry("greatest", ReplyMerges.GREATEST),
            Map.entry("latency-histogram", LatencyMerges.HISTOGRAM),
            Map.entry("latency-history", LatencyMerges.HISTORY),
            Map.entry("latency-latest", LatencyMerges.LATEST),
            Map.entry("memory-stats", new MemoryStatsMerge()),
            Map.entry("least", ReplyMerges.LEAST),
            Map.entry("sum", ReplyMerges.SUM),
            Map.entry("texts", ShardTextsMerge.INSTANCE),
            Map.entry("union", ReplyMerges.UNION));

    private FanOutMerges() {}

    /** The merge that a planner column names. */
    static ReplyMerge named(String planner) {
        ReplyMerge merge = BY_WORD.get(planner.substring(PREFIX.length()));
        if (merge == null) {
            throw new IllegalArgumentException("no way to merge replies: " + planner);
        }
        return merge;
    }
}

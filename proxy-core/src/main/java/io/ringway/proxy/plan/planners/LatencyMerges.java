// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.plan.ReplyMerge;
import io.ringway.proxy.plan.ReplyMerges;
import io.ringway.resp.RespValue;
import io.ringway.resp.RespValue.Array;
import io.ringway.resp.RespValue.Int;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Makes one of what several servers' latency monitors say. Stateless. */
final class LatencyMerges {
    /** Event, time of its latest sample, that sample, and the largest: of each event the latest of all servers. */
    static final ReplyMerge LATEST = LatencyMerges::latest;
    /** Pairs of time and sample, as many as one server keeps. */
    static final ReplyMerge HISTORY = LatencyMerges::history;
    /** By command, calls and how many of them took no longer than so many microseconds. */
    static final ReplyMerge HISTOGRAM = LatencyMerges::histogram;

    private static final int SAMPLES_KEPT = 160;
    private static final RespValue CALLS = RespValue.bulk("calls");
    private static final RespValue HISTOGRAM_USEC = RespValue.bulk("histogram_usec");

    private LatencyMerges() {}

    private static RespValue latest(List<RespValue> replies) {
        Map<RespValue, Latest> events = new LinkedHashMap<>();
        for (RespValue reply : replies) {
            if (!(reply instanceof Array array)) {
                return ReplyMerges.unexpected(reply);
            }
            for (RespValue event : array.elements()) {
                List<RespValue> fields = ((Array) event).elements();
                events.merge(
                        fields.get(0),
                        new Latest(number(fields.get(1)), number(fields.get(2)), number(fields.get(3))),
                        Latest::and);
            }
        }
        List<RespValue> merged = new ArrayList<>();
        events.forEach((name, event) -> merged.add(RespValue.array(
                name,
                RespValue.integer(event.at),
                RespValue.integer(event.millis),
                RespValue.integer(event.maxMillis))));
        return new Array(merged);
    }

    private static RespValue history(List<RespValue> replies) {
        TreeMap<Long, Long> samples = new TreeMap<>();
        for (RespValue reply : replies) {
            if (!(reply instanceof Array array)) {
                return ReplyMerges.unexpected(reply);
            }
            for (RespValue sample : array.elements()) {
                List<RespValue> fields = ((Array) sample).elements();
                // One server keeps the largest of a second, too.
                samples.merge(number(fields.get(0)), number(fields.get(1)), Math::max);
            }
        }
        while (samples.size() > SAMPLES_KEPT) {
            samples.pollFirstEntry();
        }
        List<RespValue> merged = new ArrayList<>();
        samples.forEach((at, millis) -> merged.add(RespValue.array(RespValue.integer(at), RespValue.integer(millis))));
        return new Array(merged);
    }

    private static RespValue histogram(List<RespValue> replies) {
        Map<RespValue, List<Map<RespValue, RespValue>>> commands = new LinkedHashMap<>();
        for (RespValue reply : replies) {
            if (Entries.flat(reply) == null) {
                return ReplyMerges.unexpected(reply);
            }
            Entries.of(reply)
                    .forEach((name, histogram) -> commands.computeIfAbsent(name, key -> new ArrayList<>())
                            .add(Entries.of(histogram)));
        }
        Map<RespValue, RespValue> merged = new LinkedHashMap<>();
        commands.forEach((name, servers) -> merged.put(name, histogramOf(servers)));
        return Entries.toReply(merged);
    }

    private static RespValue histogramOf(List<Map<RespValue, RespValue>> servers) {
        long calls = 0;
        List<TreeMap<Long, Long>> counts = new ArrayList<>();
        TreeSet<Long> bounds = new TreeSet<>();
        for (Map<RespValue, RespValue> server : servers) {
            calls += number(server.getOrDefault(CALLS, RespValue.integer(0)));
            TreeMap<Long, Long> atMost = new TreeMap<>();
            Entries.of(server.getOrDefault(HISTOGRAM_USEC, RespValue.array()))
                    .forEach((bound, count) -> atMost.put(number(bound), number(count)));
            counts.add(atMost);
            bounds.addAll(atMost.keySet());
        }
        Map<RespValue, RespValue> merged = new LinkedHashMap<>();
        for (long bound : bounds) {
            // Counts are cumulative: where a server has no such bound, what it has below still counts.
            long sum = 0;
            for (TreeMap<Long, Long> atMost : counts) {
                Map.Entry<Long, Long> below = atMost.floorEntry(bound);
                sum += below == null ? 0 : below.getValue();
            }
            merged.put(RespValue.integer(bound), RespValue.integer(sum));
        }
        Map<RespValue, RespValue> histogram = new LinkedHashMap<>();
        histogram.put(CALLS, RespValue.integer(calls));
        histogram.put(HISTOGRAM_USEC, Entries.toReply(merged));
        return Entries.toReply(histogram);
    }

    private static long number(RespValue value) {
        return ((Int) value).value();
    }

    private record Latest(long at, long millis, long maxMillis) {
        Latest and(Latest other) {
            Latest later = other.at > at ? other : this;
            return new Latest(later.at, later.millis, Math.max(maxMillis, other.maxMillis));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.metrics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The cache's figures: what the loops have counted, and its state. Safe for use by any thread.
 *
 * @param loops what each loop counts
 * @param prefixes of the rules, by number
 * @param armed whether a shard's replies are remembered, by its number
 */
public record CacheFigures(
        List<CacheCounts> loops,
        List<String> prefixes,
        LongSupplier entries,
        LongSupplier bytes,
        long maxBytes,
        IntPredicate armed) {

    public CacheFigures {
        loops = List.copyOf(loops);
        prefixes = List.copyOf(prefixes);
    }

    long sum(ToLongFunction<CacheCounts> figure) {
        return loops.stream().mapToLong(figure).sum();
    }

    long sum(CacheEvent event) {
        return sum(loop -> loop.total(event));
    }

    /** The fields and their values now, in the order in which they are shown. */
    public Map<String, String> read(List<String> shards) {
        Map<String, String> fields = new LinkedHashMap<>();
        long reads = Stream.of(CacheEvent.values())
                .filter(CacheEvent::isRead)
                .mapToLong(this::sum)
                .sum();
        fields.put("cache_armed", IntStream.range(0, shards.size()).allMatch(armed) ? "1" : "0");
        put(fields, "cache_entries", entries.getAsLong());
        put(fields, "cache_bytes", bytes.getAsLong());
        put(fields, "cache_max_bytes", maxBytes);
        put(fields, "cache_reads", reads);
        fields.put("cache_hit_ratio", ratio(sum(CacheEvent.HIT), reads));
        for (CacheEvent event : CacheEvent.values()) {
            put(fields, (event.isRead() ? "cache_reads_" : "cache_fills_") + event.label(), sum(event));
        }
        put(fields, "cache_invalidations", sum(CacheCounts::invalidations));
        for (int i = 0; i < prefixes.size(); i++) {
            String prefix = prefixes.get(i);
            fields.put(
                    "cache_rule_" + i,
                    "prefix=" + prefix
                            + ",reads=" + sum(loop -> loop.reads(prefix))
                            + ",hits=" + sum(loop -> loop.hits(prefix)));
        }
        return fields;
    }

    private static String ratio(long part, long whole) {
        return String.format(Locale.ROOT, "%.4f", whole == 0 ? 0 : (double) part / whole);
    }

    private static void put(Map<String, String> fields, String name, long value) {
        fields.put(name, Long.toString(value));
    }
}

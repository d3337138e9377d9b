// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;

/** How the values of one INFO field become one: by section, with exceptions by field. Immutable. */
enum InfoField {
    SUM(BigDecimal::add),
    MAX(BigDecimal::max),
    MIN(BigDecimal::min),
    /** A limit, where 0 is none: without one on any shard there is none on the whole. */
    LIMIT((one, other) -> one.signum() == 0 || other.signum() == 0 ? BigDecimal.ZERO : one.add(other)),
    FIRST((one, other) -> one),
    /** What went well everywhere went well; the first that did not is told otherwise. */
    WORST((one, other) -> one);

    private static final String WELL = "ok";

    /** By heading; the fields of sections that are not here are the first shard's. */
    private static final Map<String, InfoField> BY_SECTION = Map.of(
            "Clients", SUM,
            "Memory", SUM,
            "Persistence", MAX,
            "Stats", SUM,
            "CPU", SUM,
            "Keyspace", SUM,
            "Commandstats", SUM,
            "Errorstats", SUM,
            "Latencystats", MAX);

    private static final Map<String, InfoField> BY_FIELD = Map.ofEntries(
            Map.entry("client_recent_max_input_buffer", MAX),
            Map.entry("client_recent_max_output_buffer", MAX),
            Map.entry("total_system_memory", MAX),
            Map.entry("maxmemory", LIMIT),
            Map.entry("active_defrag_running", MAX),
            // Clients hold back everything while this is 1, and most of the data may be there.
            Map.entry("loading", MIN),
            Map.entry("async_loading", MIN),
            Map.entry("current_cow_peak", SUM),
            Map.entry("current_cow_size", SUM),
            Map.entry("current_save_keys_processed", SUM),
            Map.entry("current_save_keys_total", SUM),
            Map.entry("rdb_changes_since_last_save", SUM),
            Map.entry("rdb_saves", SUM),
            Map.entry("rdb_last_save_time", MIN),
            Map.entry("rdb_last_bgsave_status", WORST),
            Map.entry("rdb_last_cow_size", SUM),
            Map.entry("rdb_last_load_keys_expired", SUM),
            Map.entry("rdb_last_load_keys_loaded", SUM),
            Map.entry("aof_rewrites", SUM),
            Map.entry("aof_last_bgrewrite_status", WORST),
            Map.entry("aof_last_write_status", WORST),
            Map.entry("aof_last_cow_size", SUM),
            Map.entry("aof_current_size", SUM),
            Map.entry("aof_base_size", SUM),
            Map.entry("aof_buffer_length", SUM),
            Map.entry("aof_pending_bio_fsync", SUM),
            Map.entry("aof_delayed_fsync", SUM),
            Map.entry("module_fork_last_cow_size", SUM),
            // All shards have the same ones, but for those that clients of a shard itself have subscribed to.
            Map.entry("pubsub_channels", MAX),
            Map.entry("pubsub_patterns", MAX),
            Map.entry("latest_fork_usec", MAX),
            Map.entry("current_eviction_exceeded_time", MAX),
            Map.entry("current_active_defrag_time", MAX));

    @SuppressWarnings("ImmutableEnumChecker") // functions without state
    private final BinaryOperator<BigDecimal> both;

    InfoField(BinaryOperator<BigDecimal> both) {
        this.both = both;
    }

    /** One value for a field of several servers. */
    static String merge(String section, String field, List<String> values) {
        if (values.size() == 1) {
            return values.get(0);
        }
        InfoField rule = of(section, field);
        return values.get(0).indexOf('=') >= 0 && rule != FIRST ? InfoParts.merge(rule, values) : rule.apply(values);
    }

    private static InfoField of(String section, String field) {
        InfoField rule = BY_FIELD.get(field);
        if (rule != null) {
            return rule;
        }
        InfoField ofSection = BY_SECTION.getOrDefault(section, FIRST);
        boolean isShare = field.endsWith("_ratio") || field.endsWith("_perc");
        return isShare && ofSection == SUM ? MAX : ofSection;
    }

    /** Values that are no numbers are the first server's. */
    String apply(List<String> values) {
        if (this == WORST) {
            return values.stream()
                    .filter(value -> !value.equals(WELL))
                    .findFirst()
                    .orElse(WELL);
        }
        String unit = values.get(0).endsWith("%") ? "%" : "";
        List<BigDecimal> numbers = new ArrayList<>();
        for (String value : values) {
            try {
                numbers.add(new BigDecimal(value.substring(0, value.length() - unit.length())));
            } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
                return values.get(0);
            }
        }
        return numbers.stream().reduce(both).orElseThrow().toPlainString() + unit;
    }
}

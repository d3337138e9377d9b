// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

import io.ringway.proxy.command.CommandTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The file's {@code cache}. Stateless. */
final class CacheReader {
    private static final long MIB = 1L << 20;
    private static final String OFF = "off";
    private static final ValueType<Long> SIZES = ValueType.size(MIB, 64 * 1024 * MIB);
    private static final ValueType<Duration> AGES = ValueType.duration(Duration.ofMillis(1), Duration.ofHours(24));
    private static final ValueType<Long> ENTRY_SIZES = ValueType.size(16, 16 * MIB);
    private static final String ENTRY_MEANING = "Longest reply that is remembered.";
    private static final String AGE_MEANING = "How long a reply is remembered at most, whatever the shards say.";

    private static final Setting<Long> SIZE = Setting.of(
            "size",
            new ValueType<>(SIZES.description() + ", or off", CacheReader::size, List.of(OFF)),
            0L,
            OFF,
            "Memory for shards' replies that are remembered, with all that belongs to them.");

    private static final Setting<Long> MAX_ENTRY = Setting.of(
            "max-entry",
            ENTRY_SIZES,
            (long) CacheConfig.OFF.maxEntryBytes(),
            ValueType.showSize(CacheConfig.OFF.maxEntryBytes()),
            ENTRY_MEANING);

    private static final Setting<Duration> MAX_AGE = Setting.of(
            "max-age", AGES, CacheConfig.OFF.maxAge(), ValueType.show(CacheConfig.OFF.maxAge()), AGE_MEANING);

    private static final Setting<String> PREFIX = Setting.required(
            "prefix",
            ValueType.text("text of at most 128 characters", Pattern.compile("\\P{Cntrl}{1,128}")),
            "",
            "For keys that begin so; of several that fit, the longest counts.");

    private static final Setting<CacheConfig.Mode> MODE = Setting.of(
            "mode",
            ValueType.choice(CacheConfig.Mode.class),
            CacheConfig.Mode.CACHE,
            "cache",
            "Whether replies are remembered; observe only counts what could have been answered.");

    private static final Setting<String> TRUSTED = Setting.of(
            "trusted-commands",
            ValueType.text("a list of names of commands", Pattern.compile("[!-~&&[^|]]{1,128}")),
            "",
            "none",
            "Commands of modules and newer servers that depend on, and change, nothing but the keys that they name. Replies of"
                    + " those that read one key are remembered; those that write make only their keys be read anew.");

    private CacheReader() {}

    static CacheConfig read(Section cache) {
        long size = cache.get(SIZE);
        long maxEntry = cache.get(MAX_ENTRY);
        Duration maxAge = cache.get(MAX_AGE);
        Set<String> prefixes = new HashSet<>();
        List<CacheConfig.Rule> rules = cache.optionalList("rules", rule -> rule(rule, maxEntry, maxAge, prefixes));
        return new CacheConfig(size, (int) maxEntry, maxAge, rules, trusted(cache));
    }

    private static List<String> trusted(Section cache) {
        List<String> names = new ArrayList<>();
        for (String name : cache.values(TRUSTED)) {
            names.add(name.toLowerCase(Locale.ROOT));
        }
        CommandTable table = names.isEmpty() ? null : CommandTable.load();
        for (String name : names) {
            if (table != null && table.find(name) != null) {
                cache.problemWithValue(
                        TRUSTED.key(),
                        name,
                        "'" + name + "' is in Ringway's own table, which says what may be remembered of it");
            }
        }
        return names;
    }

    private static CacheConfig.Rule rule(Section rule, long maxEntry, Duration maxAge, Set<String> prefixes) {
        String prefix = rule.get(PREFIX);
        if (rule.has(PREFIX.key()) && !prefixes.add(prefix)) {
            rule.problem(PREFIX.key(), "a second rule for the prefix '" + prefix + "'");
        }
        return new CacheConfig.Rule(
                prefix,
                rule.get(MODE),
                rule.get(Setting.of("max-age", AGES, maxAge, "the cache's", AGE_MEANING)),
                rule.get(Setting.of("max-entry", ENTRY_SIZES, maxEntry, "the cache's", ENTRY_MEANING))
                        .intValue());
    }

    private static @Nullable Long size(String text) {
        return text.equals(OFF) ? (Long) 0L : SIZES.parser().parse(text);
    }
}

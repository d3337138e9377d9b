// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What is remembered of shards' replies. Immutable.
 *
 * @param maxBytes what the cache may take; 0 for no cache
 * @param maxEntryBytes longest reply that is remembered
 * @param maxAge how long a reply is remembered at most
 * @param rules exceptions for keys that begin alike
 * @param trustedCommands of modules, which depend on, and change, nothing but the keys that they name
 */
public record CacheConfig(
        long maxBytes, int maxEntryBytes, Duration maxAge, List<Rule> rules, List<String> trustedCommands) {
    public static final CacheConfig OFF = new CacheConfig(0, 64 << 10, Duration.ofMinutes(10), List.of(), List.of());

    public CacheConfig {
        rules = List.copyOf(rules);
        trustedCommands = List.copyOf(trustedCommands);
    }

    /** A cache of this size with all else at its default. */
    public static CacheConfig ofSize(long bytes) {
        return new CacheConfig(bytes, OFF.maxEntryBytes, OFF.maxAge, List.of(), List.of());
    }

    public CacheConfig withTrustedCommands(String... names) {
        return new CacheConfig(maxBytes, maxEntryBytes, maxAge, rules, List.of(names));
    }

    public boolean enabled() {
        return maxBytes > 0;
    }

    /** The rules, with one for all other keys as the last. */
    public List<Rule> allRules() {
        List<Rule> all = new ArrayList<>(rules);
        all.add(new Rule("", Mode.CACHE, maxAge, maxEntryBytes));
        return all;
    }

    /** What to do with reads. */
    public enum Mode {
        CACHE,
        /** Count what could have been answered from the cache. */
        OBSERVE,
        NEVER
    }

    /** For keys that begin with {@code prefix}. */
    public record Rule(String prefix, Mode mode, Duration maxAge, int maxEntryBytes) {}
}

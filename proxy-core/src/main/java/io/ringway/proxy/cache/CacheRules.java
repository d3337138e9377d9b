// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.cache;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Finds the rule for a key: the one with the longest prefix that fits; the last one, with the empty prefix, fits always. Immutable. */
public final class CacheRules {
    private final List<CacheRule> rules;
    private final byte[][] prefixes;
    /** Numbers of rules, those with longer prefixes first. */
    private final int[] order;

    /** @param rules the last one with an empty prefix */
    public CacheRules(List<CacheRule> rules) {
        this.rules = List.copyOf(rules);
        if (!this.rules.get(rules.size() - 1).prefix().isEmpty()) {
            throw new IllegalArgumentException("there must be a rule for all keys, the last");
        }
        prefixes = rules.stream()
                .map(rule -> rule.prefix().getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        order = IntStream.range(0, rules.size())
                .boxed()
                .sorted(Comparator.comparingInt(number -> -prefixes[number].length))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    public List<CacheRule> all() {
        return rules;
    }

    /** The prefixes of all rules, by their numbers. */
    public List<String> prefixes() {
        return rules.stream().map(CacheRule::prefix).toList();
    }

    /** The number of the rule for a key. */
    public int numberFor(ByteBuf buffer, int index, int length) {
        for (int number : order) {
            byte[] prefix = prefixes[number];
            if (prefix.length <= length && BytesHash.sameBytes(buffer, index, prefix)) {
                return number;
            }
        }
        return order[order.length - 1];
    }

    public CacheRule get(int number) {
        return rules.get(number);
    }
}

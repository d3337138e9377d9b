// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

import java.util.Arrays;

/** A placement rule in working order, for keys of a database that it is for. Immutable. */
final class Pin {
    private static final byte[] ANY = {};

    private final int number;
    private final PlacementRule rule;
    private final int shard;
    /** Empty where the rule is for all keys of the database. */
    private final byte[] prefix;

    Pin(int number, PlacementRule rule, int shard) {
        this.number = number;
        this.rule = rule;
        this.shard = shard;
        this.prefix = rule instanceof PlacementRule.Prefix text ? text.bytes() : ANY;
    }

    PlacementRule rule() {
        return rule;
    }

    int shard() {
        return shard;
    }

    boolean holdsAllKeys() {
        return prefix.length == 0;
    }

    boolean holds(byte[] key, int length) {
        return length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    Explanation explain(String shardName) {
        return new Explanation.ByRule(number, rule, shard, shardName);
    }
}

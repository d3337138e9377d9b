// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

import io.ringway.sharding.PlacementRule;
import io.ringway.sharding.PlacementRules;
import java.util.ArrayList;
import java.util.List;

/** The {@code rules} of one store's placement. Confined to the thread that reads. */
final class RulesReader {
    private static final Setting<String> PREFIX = Setting.of(
            "prefix",
            ValueType.ANY_TEXT,
            "",
            "none",
            "The rule is for the keys that begin with this text; hash tags do not matter.");

    private static final int NO_DATABASE = -1;

    private static final Setting<Integer> DATABASE = Setting.of(
            "database",
            ValueType.wholeNumber(0, StoreReader.MOST_DATABASES - 1),
            NO_DATABASE,
            "none",
            "Instead of `prefix`: the rule is for all keys of this database.");

    private static final Setting<String> SHARD =
            Setting.required("shard", StoreReader.NAME.type(), "", "The name of the shard that has these keys.");

    /** The rules that make sense by themselves, in the file's order, each with its place in the file; never shrinks. */
    private final List<PlacedRule> found = new ArrayList<>();

    /** The rules; {@link #check} has to be called when the rest of the store is known. */
    PlacementRules read(Section placement) {
        placement.listIfAny("rules", this::readRule);
        return new PlacementRules(found.stream().map(PlacedRule::rule).toList());
    }

    /** Reports rules that do not fit the store. */
    void check(List<String> shardNames, int databases) {
        for (PlacedRule placed : found) {
            String shard = placed.rule.shard();
            if (!shardNames.contains(shard)) {
                String hint = Suggestion.forWord(shard, shardNames);
                placed.section.problem(SHARD.key(), "there is no shard '" + shard + "'" + hint);
            }
            if (placed.rule instanceof PlacementRule.Database named && named.database() >= databases) {
                placed.section.problem(
                        DATABASE.key(), "'database' must be less than 'databases', which is " + databases);
            }
        }
    }

    private Section readRule(Section rule) {
        String prefix = rule.get(PREFIX);
        int database = rule.get(DATABASE);
        String shard = rule.get(SHARD);
        if (rule.has(PREFIX.key()) && rule.has(DATABASE.key())) {
            rule.problem(DATABASE.key(), "give 'prefix' or 'database', not both");
        } else if (!rule.has(PREFIX.key()) && !rule.has(DATABASE.key())) {
            rule.problem(PREFIX.key(), "missing key 'prefix' or 'database'");
        } else if (!shard.isEmpty() && !prefix.isEmpty()) {
            add(new PlacedRule(new PlacementRule.Prefix(prefix, shard), rule, PREFIX.key()));
        } else if (!shard.isEmpty() && database != NO_DATABASE) {
            add(new PlacedRule(new PlacementRule.Database(database, shard), rule, DATABASE.key()));
        }
        return rule;
    }

    private void add(PlacedRule placed) {
        found.stream()
                .filter(earlier -> earlier.rule.hides(placed.rule))
                .findFirst()
                .ifPresent(earlier -> placed.section.problem(
                        placed.key,
                        "this rule would never decide: '" + earlier.rule + "' in line "
                                + earlier.section.lineOf(earlier.key) + " comes first"));
        found.add(placed);
    }

    /** A rule and the key in the file that says which keys it is for. */
    private record PlacedRule(PlacementRule rule, Section section, String key) {}
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Exceptions from a placement: the first rule that fits a key decides, and the placement where none does. Immutable. */
public record PlacementRules(List<PlacementRule> rules) {
    public static final PlacementRules NONE = new PlacementRules(List.of());

    public PlacementRules {
        rules = List.copyOf(rules);
    }

    /** The highest number of a database that a rule names. */
    public OptionalInt highestDatabase() {
        return rules.stream()
                .filter(PlacementRule.Database.class::isInstance)
                .mapToInt(rule -> ((PlacementRule.Database) rule).database())
                .max();
    }

    /** Whether a rule names this database, so that its keys are placed otherwise than those of others. */
    public boolean nameDatabase(int database) {
        return rules.stream().anyMatch(rule -> isFor(rule, database));
    }

    /**
     * A placement with the rules in front of it, for the keys of one database; the same placement where there are no rules for
     * it. Throws {@link IllegalArgumentException} with a text for the user where any rule names a shard that is not there.
     */
    public Placement over(Placement placement, int database) {
        List<String> shards =
                placement.shards().stream().map(WeightedShard::name).toList();
        List<Pin> pins = IntStream.range(0, rules.size())
                .mapToObj(i -> pin(i + 1, rules.get(i), shards))
                .toList();
        List<Pin> fitting = new ArrayList<>();
        for (Pin pin : pins) {
            if (pin.rule() instanceof PlacementRule.Prefix) {
                fitting.add(pin);
            } else if (isFor(pin.rule(), database)) {
                fitting.add(pin);
                break;
            }
        }
        return fitting.isEmpty() ? placement : new PinnedPlacement(placement, fitting);
    }

    private static boolean isFor(PlacementRule rule, int database) {
        return rule instanceof PlacementRule.Database named && named.database() == database;
    }

    private static Pin pin(int number, PlacementRule rule, List<String> shards) {
        int shard = shards.indexOf(rule.shard());
        if (shard < 0) {
            throw new IllegalArgumentException("placement rule " + number + " (" + rule + ") pins keys to shard '"
                    + rule.shard() + "', which is not there");
        }
        return new Pin(number, rule, shard);
    }
}

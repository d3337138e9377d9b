// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlacementRulesTest {
    private static final Placement BY_HASH =
            PlacementSpec.of(Sample.equalShards(3)).placement();
    private static final PlacementRule CELERY = new PlacementRule.Prefix("celery", "shard-1");
    private static final PlacementRule DATABASE_3 = new PlacementRule.Database(3, "shard-2");

    @Test
    void aPrefixPinsTheKeysThatBeginWithItInEveryDatabase() {
        Placement placement = rules(CELERY).over(BY_HASH, 7);

        for (String key : List.of("celery", "celery-task-meta-17", "celery{other}", "celery\0")) {
            assertThat(shardOf(placement, key)).isEqualTo(1);
        }
    }

    @Test
    void otherKeysStayWhereTheirHashPutsThem() {
        Placement placement = rules(CELERY).over(BY_HASH, 0);

        for (String key : List.of("", "c", "celer", "Celery", "{celery}", "xcelery", "user:1", "user:2", "user:3")) {
            assertThat(shardOf(placement, key)).isEqualTo(shardOf(BY_HASH, key));
        }
    }

    @Test
    void onlyTheKeyInTheArrayCountsNotWhatLiesBehindIt() {
        Placement placement = rules(CELERY).over(BY_HASH, 0);
        byte[] longer = "celery".getBytes(StandardCharsets.US_ASCII);

        assertThat(placement.shardOf(longer, 5)).isEqualTo(BY_HASH.shardOf(longer, 5));
    }

    @Test
    void aPrefixIsComparedInUtf8() {
        Placement placement =
                rules(new PlacementRule.Prefix("größe:", "shard-0")).over(BY_HASH, 0);

        assertThat(placement.shardOf("größe:1".getBytes(StandardCharsets.UTF_8)))
                .isZero();
        assertThat(placement.explain("größe:1".getBytes(StandardCharsets.UTF_8)).text())
                .isEqualTo("rule 1: prefix gr\\xc3\\xb6\\xc3\\x9fe:");
    }

    @Test
    void aDatabasePinsAllOfItsKeysAndNoOthers() {
        PlacementRules rules = rules(DATABASE_3);

        assertThat(rules.over(BY_HASH, 2)).isSameAs(BY_HASH);
        for (String key : List.of("", "user:1", "user:2", "{tag}x")) {
            assertThat(shardOf(rules.over(BY_HASH, 3), key)).isEqualTo(2);
        }
        assertThat(rules.nameDatabase(3)).isTrue();
        assertThat(rules.nameDatabase(2)).isFalse();
        assertThat(rules.highestDatabase()).hasValue(3);
        assertThat(rules(CELERY).highestDatabase()).isEmpty();
    }

    @Test
    void theFirstRuleThatFitsDecides() {
        Placement prefixFirst = rules(CELERY, DATABASE_3).over(BY_HASH, 3);
        Placement databaseFirst = rules(DATABASE_3, CELERY).over(BY_HASH, 3);

        assertThat(shardOf(prefixFirst, "celery")).isEqualTo(1);
        assertThat(shardOf(prefixFirst, "user:1")).isEqualTo(2);
        assertThat(shardOf(databaseFirst, "celery")).isEqualTo(2);
    }

    @Test
    void aPlacementKnowsWhenOneShardHasEverything() {
        PlacementRule everythingElse = new PlacementRule.Database(3, "shard-1");

        assertThat(BY_HASH.onlyShard()).isEqualTo(Placement.SEVERAL);
        assertThat(rules(DATABASE_3).over(BY_HASH, 3).onlyShard()).isEqualTo(2);
        assertThat(rules(CELERY).over(BY_HASH, 3).onlyShard()).isEqualTo(Placement.SEVERAL);
        assertThat(rules(CELERY, DATABASE_3).over(BY_HASH, 3).onlyShard()).isEqualTo(Placement.SEVERAL);
        assertThat(rules(CELERY, everythingElse).over(BY_HASH, 3).onlyShard()).isEqualTo(1);

        Placement single = PlacementSpec.of(Sample.equalShards(1)).placement();
        assertThat(rules(new PlacementRule.Prefix("a", "shard-0"))
                        .over(single, 0)
                        .onlyShard())
                .isZero();
    }

    @Test
    void anExplanationNamesTheRule() {
        Placement placement = rules(CELERY, DATABASE_3).over(BY_HASH, 3);

        assertThat(placement.explain("{x}".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(new Explanation.ByRule(2, DATABASE_3, 2, "shard-2"))
                .satisfies(explanation -> {
                    assertThat(explanation.text()).isEqualTo("rule 2: database 3");
                    assertThat(explanation.hashTag()).isEmpty();
                    assertThat(explanation.rule()).contains(DATABASE_3);
                });
    }

    @Test
    void aRuleNeedsAShardThatIsThere() {
        PlacementRules rules = rules(CELERY, new PlacementRule.Database(0, "gone"));

        assertThatThrownBy(() -> rules.over(BY_HASH, 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("placement rule 2 (database 0) pins keys to shard 'gone', which is not there");
        assertThatThrownBy(() -> new PlacementRule.Prefix("", "shard-0"))
                .hasMessage("a placement rule's prefix must not be empty");
    }

    @Test
    void aRuleHidesThoseThatCouldOnlyTakeKeysOfIts() {
        assertThat(CELERY.hides(new PlacementRule.Prefix("celery-x", "shard-0")))
                .isTrue();
        assertThat(CELERY.hides(new PlacementRule.Prefix("celer", "shard-0"))).isFalse();
        assertThat(CELERY.hides(DATABASE_3)).isFalse();
        assertThat(DATABASE_3.hides(new PlacementRule.Database(3, "shard-0"))).isTrue();
        assertThat(DATABASE_3.hides(new PlacementRule.Database(2, "shard-2"))).isFalse();
        assertThat(DATABASE_3.hides(CELERY)).isFalse();
    }

    private static PlacementRules rules(PlacementRule... rules) {
        return new PlacementRules(List.of(rules));
    }

    private static int shardOf(Placement placement, String key) {
        return placement.shardOf(key.getBytes(StandardCharsets.UTF_8));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MovePlanTest {
    private static final int KEYS = 100_000;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 9, 31})
    void addingOneToEqualShardsMovesItsFairShareAndNothingElse(int count) {
        MovePlan plan = MovePlan.between(placement(count), placement(count + 1), KEYS);

        assertThat(plan.movedShare()).isCloseTo(1.0 / (count + 1), within(3 * plan.margin()));
        assertThat(plan.flows()).hasSize(count).allSatisfy(flow -> {
            assertThat(flow.to()).isEqualTo("shard-" + count);
            assertThat(plan.share(flow.keys())).isCloseTo(1.0 / count / (count + 1), within(0.01));
        });
    }

    @Test
    void removingAShardMovesItsKeysAlone() {
        MovePlan plan = MovePlan.between(placement(5), placement(4), KEYS);

        assertThat(plan.flows()).hasSize(4).allMatch(flow -> flow.from().equals("shard-4"));
        assertThat(plan.loads()).hasSize(5).last().satisfies(load -> {
            assertThat(load.shard()).isEqualTo("shard-4");
            assertThat(load.after()).isZero();
            assertThat(plan.share(load.before())).isEqualTo(plan.movedShare());
        });
    }

    @Test
    void shardsAreTheSameByNameNotByPosition() {
        List<WeightedShard> turned = new ArrayList<>(Sample.equalShards(4));
        turned.add(turned.remove(0));

        MovePlan plan = MovePlan.between(placement(4), PlacementSpec.of(turned).placement(), KEYS);

        assertThat(plan.flows()).isEmpty();
        assertThat(plan.movedShare()).isZero();
        assertThat(plan.margin()).isZero();
    }

    @Test
    void modulaShowsWhatItCosts() {
        MovePlan plan = MovePlan.between(
                PlacementSpec.parse("modula", null, null, Sample.equalShards(4)).placement(),
                PlacementSpec.parse("modula", null, null, Sample.equalShards(5)).placement(),
                KEYS);

        assertThat(plan.movedShare()).isCloseTo(0.8, within(0.01));
    }

    @Test
    void theLoadsAddUpAndFollowTheFlows() {
        MovePlan plan = MovePlan.between(placement(3), placement(5), KEYS);

        assertThat(plan.loads().stream().mapToInt(MovePlan.Load::before).sum()).isEqualTo(KEYS);
        assertThat(plan.loads().stream().mapToInt(MovePlan.Load::after).sum()).isEqualTo(KEYS);
        for (MovePlan.Load load : plan.loads()) {
            int change = 0;
            for (MovePlan.Flow flow : plan.flows()) {
                change += flow.to().equals(load.shard()) ? flow.keys() : 0;
                change -= flow.from().equals(load.shard()) ? flow.keys() : 0;
            }
            assertThat(load.after() - load.before()).isEqualTo(change);
        }
        assertThat(plan.flows()).extracting(MovePlan.Flow::keys).isSortedAccordingTo((a, b) -> Integer.compare(b, a));
    }

    @Test
    void thePlanIsTheSameEachTime() {
        assertThat(MovePlan.between(placement(3), placement(4), KEYS))
                .isEqualTo(MovePlan.between(placement(3), placement(4), KEYS));
    }

    @Test
    void noKeysAreRefused() {
        assertThatThrownBy(() -> MovePlan.between(placement(3), placement(4), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a move plan needs at least one key, not 0");
    }

    private static Placement placement(int count) {
        return PlacementSpec.of(Sample.equalShards(count)).placement();
    }
}

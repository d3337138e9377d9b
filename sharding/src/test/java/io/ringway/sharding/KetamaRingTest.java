// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KetamaRingTest {
    private Sample sample;

    @BeforeEach
    void newSample(TestReporter reporter) {
        sample = Sample.of(reporter);
    }

    /** With 160 points a shard's share has a standard deviation of about 8 %. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8, 16, 64})
    void equalShardsGetSharesWithinAThirdOfTheAverage(int count) {
        int[] counts = sample.countsOf(placement(Sample.equalShards(count), "md5"));

        double average = IntStream.of(counts).average().orElseThrow();
        for (int keys : counts) {
            assertThat(keys / average).as(sample.name()).isBetween(0.67, 1.33);
        }
    }

    @Test
    void sharesFollowTheWeightsWithinAFifth() {
        int[] weights = {1, 2, 3, 4};
        int[] counts = sample.countsOf(placement(Sample.shards(weights), "md5"));

        for (int i = 0; i < weights.length; i++) {
            double expected = IntStream.of(counts).sum() * weights[i] / 10.0;
            assertThat(counts[i] / expected).as(sample.name()).isBetween(0.8, 1.2);
        }
    }

    @Test
    void anAddedShardOnlyTakesKeysAndARemovedOneOnlyGives() {
        for (int count = 1; count < 12; count++) {
            Placement fewer = placement(Sample.equalShards(count), "fnv1a_64");
            Placement more = placement(Sample.equalShards(count + 1), "fnv1a_64");

            sample.assertMovesOnlyTo("shard-" + count, fewer, more);
        }
    }

    /** From 24 to 25 shards single precision takes four points from each; beyond that little may move. */
    @Test
    void whereTwemproxyRoundsPointsAwayTheOthersMoveLittle() {
        Placement before = placement(Sample.equalShards(24), "md5");
        Placement after = placement(Sample.equalShards(25), "md5");

        MovePlan plan = MovePlan.between(before, after, 100_000);

        int besides = plan.flows().stream()
                .filter(flow -> !flow.to().equals("shard-24"))
                .mapToInt(MovePlan.Flow::keys)
                .sum();
        assertThat(plan.share(besides)).isBetween(0.001, 0.04);
    }

    @Test
    void theOrderOfTheListDoesNotMatter() {
        List<WeightedShard> shuffled = new ArrayList<>(Sample.shards(1, 2, 3, 4, 5, 6, 7, 8));
        Collections.shuffle(shuffled, new Random(7));

        sample.assertSamePlaces(
                placement(Sample.shards(1, 2, 3, 4, 5, 6, 7, 8), "fnv1a_64"), placement(shuffled, "fnv1a_64"));
    }

    @Test
    void namesThatTwemproxyCannotTakeAreRefused() {
        List<WeightedShard> shards = List.of(new WeightedShard("n".repeat(90)));

        assertThatThrownBy(() -> placement(shards, "md5"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("too long for placement ketama");
    }

    private static Placement placement(List<WeightedShard> shards, String hash) {
        return PlacementSpec.parse("ketama", hash, null, shards).placement();
    }
}

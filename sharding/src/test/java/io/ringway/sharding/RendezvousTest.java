// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

import static org.assertj.core.api.Assertions.assertThat;

import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RendezvousTest {
    private static final int[] MIXED = {3, 1, 2, 1, 5, 2, 2, 100, 3};

    private Sample sample;

    @BeforeEach
    void newSample(TestReporter reporter) {
        sample = Sample.of(reporter);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 16, 64, 255})
    void equalShardsGetEqualShares(int count) {
        Placement placement = placement(Sample.equalShards(count));

        sample.assertShares(
                sample.countsOf(placement),
                IntStream.generate(() -> 1).limit(count).toArray());
    }

    @Test
    void sharesFollowTheWeights() {
        sample.assertShares(sample.countsOf(placement(Sample.shards(MIXED))), MIXED);
    }

    @Test
    void aTinyWeightGetsItsTinyShare() {
        int[] weights = {1, 1000, 1000};

        sample.assertShares(sample.countsOf(placement(Sample.shards(weights))), weights);
    }

    @Test
    void everyShardIsTheOneWithTheHighestScoreOfTheFormula() {
        for (int[] weights : List.of(MIXED, new int[] {1, 1, 1, 1, 1}, new int[] {4, 9})) {
            List<WeightedShard> shards = Sample.shards(weights);
            Placement placement = placement(shards);

            for (byte[] key : sample.keys().subList(0, 20_000)) {
                assertThat(placement.shardOf(key)).as(sample.name()).isEqualTo(byFormula(shards, key));
            }
        }
    }

    @Test
    void onlyTheRatioOfTheWeightsMatters() {
        Placement ones = placement(Sample.shards(1, 1, 1));
        Placement twos = placement(Sample.shards(2, 2, 2));

        sample.assertSamePlaces(ones, twos);
    }

    @Test
    void theOrderOfTheListDoesNotMatter() {
        List<WeightedShard> shuffled = new ArrayList<>(Sample.shards(MIXED));
        Collections.shuffle(shuffled, new Random(7));

        sample.assertSamePlaces(placement(Sample.shards(MIXED)), placement(shuffled));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void anAddedShardOnlyTakesKeysWhateverItWeighs(int weight) {
        for (List<WeightedShard> shards : List.of(Sample.equalShards(1), Sample.equalShards(8), Sample.shards(MIXED))) {
            List<WeightedShard> more = new ArrayList<>(shards);
            more.add(shards.size() / 2, new WeightedShard("added", weight));

            sample.assertMovesOnlyTo("added", placement(shards), placement(more));
        }
    }

    @Test
    void aRemovedShardOnlyGivesItsKeysAwayAndEvenly() {
        List<WeightedShard> fewer = new ArrayList<>(Sample.shards(MIXED));
        WeightedShard removed = fewer.remove(4);
        Placement whole = placement(Sample.shards(MIXED));
        Placement reduced = placement(fewer);

        sample.assertMovesOnlyTo(removed.name(), reduced, whole);
        int[] heirs = new int[fewer.size()];
        for (byte[] key : sample.keys()) {
            if (Sample.shardName(whole, key).equals(removed.name())) {
                heirs[reduced.shardOf(key)]++;
            }
        }
        sample.assertShares(
                heirs, fewer.stream().mapToInt(WeightedShard::weight).toArray());
    }

    @Test
    void aHeavierShardOnlyTakesKeys() {
        for (int weight = 1; weight < 6; weight++) {
            Placement before = placement(Sample.shards(2, weight, 3));
            Placement after = placement(Sample.shards(2, weight + 1, 3));

            sample.assertMovesOnlyTo("shard-1", before, after);
        }
    }

    /** Whoever changes this number makes every user's keys unreachable after an upgrade. */
    @Test
    void keysStayWhereEarlierVersionsPutThem() {
        CRC32 crc = new CRC32();
        for (int[] weights : List.of(MIXED, new int[] {1, 1, 1, 1, 1, 1, 1})) {
            Placement placement = placement(Sample.shards(weights));
            GoldenKeys.all().forEach(key -> crc.update(placement.shardOf(key)));
        }

        assertThat(crc.getValue()).isEqualTo(1_019_441_351L);
    }

    private static int byFormula(List<WeightedShard> shards, byte[] key) {
        int winner = -1;
        double highest = 0;
        for (int i = 0; i < shards.size(); i++) {
            byte[] name = shards.get(i).name().getBytes(StandardCharsets.UTF_8);
            // The generator adds its increment before it mixes; only the mixing is wanted.
            long draw = new SplitMix((xxh3(key) ^ xxh3(name)) - 0x9e3779b97f4a7c15L).next();
            double u = ((draw ^ Long.MIN_VALUE) >>> 11) * 0x1p-53;
            double score = shards.get(i).weight() / -Math.log(u);
            if (score > highest) {
                highest = score;
                winner = i;
            }
        }
        return winner;
    }

    private static long xxh3(byte[] bytes) {
        return Hashing.xxh3_64().hashBytesToLong(bytes);
    }

    private static Placement placement(List<WeightedShard> shards) {
        return PlacementSpec.of(shards).placement();
    }
}

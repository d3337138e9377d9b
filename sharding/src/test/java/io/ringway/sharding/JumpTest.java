// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.Hashing;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JumpTest {
    private Sample sample;

    @BeforeEach
    void newSample(TestReporter reporter) {
        sample = Sample.of(reporter);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 100, 4096})
    void picksTheSameAsGuavasConsistentHash(int count) {
        Jump jump = new Jump(Sample.equalShards(count));
        SplittableRandom random = new SplittableRandom(42);

        for (int i = 0; i < 10_000; i++) {
            long hash = random.nextLong();
            assertThat(jump.pick(hash)).as("hash %d", hash).isEqualTo(Hashing.consistentHash(hash, count));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7, 64})
    void shardsGetEqualShares(int count) {
        int[] counts = sample.countsOf(placement(Sample.equalShards(count)));

        sample.assertShares(counts, IntStream.generate(() -> 1).limit(count).toArray());
    }

    @Test
    void aShardAddedAtTheEndOnlyTakesKeysAndTheLastOneRemovedOnlyGives() {
        for (int count = 1; count < 20; count++) {
            Placement fewer = placement(Sample.equalShards(count));
            Placement more = placement(Sample.equalShards(count + 1));

            sample.assertMovesOnlyTo("shard-" + count, fewer, more);
        }
    }

    @Test
    void unequalWeightsAreRefused() {
        assertThatThrownBy(() -> placement(Sample.shards(2, 2, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("placement jump has no weights, but shard 'shard-2' weighs 3 and others 2");
    }

    private static Placement placement(List<WeightedShard> shards) {
        return PlacementSpec.parse("jump", null, null, shards).placement();
    }
}

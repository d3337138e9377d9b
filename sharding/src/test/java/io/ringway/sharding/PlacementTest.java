// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlacementTest {
    static Stream<PlacementSpec> everyKind() {
        Stream<PlacementSpec> chosenHash = Arrays.stream(KeyHash.values())
                .filter(hash -> hash != KeyHash.XXH3_64)
                .map(hash -> new PlacementSpec(Algorithm.KETAMA, hash, HashTag.BRACES, Sample.shards(1, 2, 3)));
        Stream<PlacementSpec> others = Stream.of(
                PlacementSpec.of(Sample.equalShards(5)),
                PlacementSpec.of(Sample.shards(1, 2, 3)),
                PlacementSpec.parse("jump", null, null, Sample.equalShards(5)),
                PlacementSpec.parse("modula", null, null, Sample.shards(1, 2, 3)));
        return Stream.concat(others, chosenHash);
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void placingAKeyDoesNotAllocate(PlacementSpec spec) {
        Placement placement = spec.placement();
        byte[] scratch = "some{tag}key and what another key left behind".getBytes(StandardCharsets.US_ASCII);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        placement.shardOf(scratch, 12);
        threads.getCurrentThreadAllocatedBytes();

        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 10_000; i++) {
            placement.shardOf(scratch, 12);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(allocated).isLessThan(10_000);
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void anyBytesAreAKey(PlacementSpec spec) {
        Placement placement = spec.placement();

        for (byte[] key : List.of(new byte[0], new byte[1], new byte[] {-1}, new byte[100_000])) {
            assertThat(placement.shardOf(key)).isBetween(0, placement.shards().size() - 1);
        }
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void theExplanationAgreesWithTheDecision(PlacementSpec spec) {
        Placement placement = spec.placement();

        for (byte[] key : GoldenKeys.all()) {
            Explanation explanation = placement.explain(key);
            assertThat(explanation.shard()).isEqualTo(placement.shardOf(key));
            assertThat(explanation.shardName()).isEqualTo("shard-" + explanation.shard());
        }
    }

    @Test
    void anExplanationShowsEachStep() {
        Placement placement = PlacementSpec.parse("modula", "crc32a", null, Sample.equalShards(10))
                .placement();

        assertThat(placement.explain("x{123456789}y".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(new Explanation.ByHash(
                        true, "123456789", KeyHash.CRC32A, 0xcbf4_3926L, Algorithm.MODULA, 2, "shard-2"))
                .extracting(Explanation::text)
                .isEqualTo("modula of crc32a(\"123456789\", the hash tag) = 0xcbf43926");
        assertThat(placement.explain(new byte[] {'a', 0, '\\', -1})).satisfies(explanation -> {
            assertThat(explanation.hashTag()).isEmpty();
            assertThat(explanation.text()).contains("(\"a\\x00\\x5c\\xff\")");
        });
    }
}

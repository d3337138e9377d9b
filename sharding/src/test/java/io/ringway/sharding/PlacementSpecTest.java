// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class PlacementSpecTest {
    private static final List<WeightedShard> TWO = Sample.equalShards(2);

    @Test
    void nothingSaidMeansRendezvousWithBraces() {
        assertThat(PlacementSpec.parse(null, null, null, TWO)).isEqualTo(PlacementSpec.of(TWO));
        assertThat(PlacementSpec.of(TWO))
                .isEqualTo(new PlacementSpec(Algorithm.RENDEZVOUS, KeyHash.XXH3_64, HashTag.BRACES, TWO));
    }

    @Test
    void twemproxysAlgorithmsDefaultToTwemproxysHash() {
        assertThat(PlacementSpec.parse("ketama", null, null, TWO).hash()).isEqualTo(KeyHash.FNV1A_64);
        assertThat(PlacementSpec.parse("modula", null, null, TWO).hash()).isEqualTo(KeyHash.FNV1A_64);
    }

    @Test
    void shardsCanBeReplaced() {
        PlacementSpec spec = PlacementSpec.parse("ketama", "md5", "[]", TWO);

        assertThat(spec.withShards(Sample.equalShards(3)))
                .isEqualTo(PlacementSpec.parse("ketama", "md5", "[]", Sample.equalShards(3)));
    }

    @Test
    void whatMakesNoSenseIsRefusedWithAReason() {
        refused(
                () -> PlacementSpec.parse("ring", null, null, TWO),
                "unknown placement 'ring'; there are rendezvous," + " ketama, jump, modula");
        refused(
                () -> PlacementSpec.parse("rendezvous", "md5", null, TWO),
                "placement rendezvous always hashes with" + " xxh3_64, but hash 'md5' is given");
        refused(
                () -> PlacementSpec.parse("jump", "fnv1a_64", null, TWO),
                "placement jump always hashes with xxh3_64," + " but hash 'fnv1a_64' is given");
        refused(
                () -> PlacementSpec.parse("ketama", "xxh3_64", null, TWO),
                "placement ketama hashes as twemproxy does," + " which has no xxh3_64");
        refused(() -> PlacementSpec.of(List.of()), "there are no shards to place keys on");
        refused(() -> PlacementSpec.of(Sample.equalShards(4097)), "at most 4096 shards, not 4097");
        refused(
                () -> PlacementSpec.of(List.of(new WeightedShard("a"), new WeightedShard("a", 2))),
                "two shards are named 'a'");
        refused(() -> new WeightedShard("a", 0), "weight of shard 'a' must be between 1 and 500000, not 0");
        refused(() -> new WeightedShard("a", 500_001), "weight of shard 'a' must be between 1 and 500000, not 500001");
        refused(() -> new WeightedShard(" "), "a shard needs a name");
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}

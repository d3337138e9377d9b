// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ModulaTest {
    @Test
    void eachShardOwnsAsManyRemaindersAsItWeighs() {
        int[] weights = {1, 5, 2, 7};
        Modula modula = new Modula(Sample.shards(weights));

        int[] counts = new int[weights.length];
        for (long hash = 0xffff_ffffL - 15 * 1000; hash < 0xffff_ffffL; hash++) {
            counts[modula.pick(hash)]++;
        }

        assertThat(counts).containsExactly(1000, 5000, 2000, 7000);
    }

    @Test
    void remaindersAreDealtToShorterNamesFirst() {
        Modula modula = new Modula(
                List.of(new WeightedShard("delta"), new WeightedShard("alpha"), new WeightedShard("zeta", 2)));

        assertThat(List.of(modula.pick(0), modula.pick(1), modula.pick(2), modula.pick(3)))
                .containsExactly(2, 2, 1, 0);
    }
}

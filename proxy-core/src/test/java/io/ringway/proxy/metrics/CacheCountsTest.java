// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CacheCountsTest {
    private final CacheCounts counts = new CacheCounts();

    @Test
    void aRuleThatStaysCountsOnUnderItsNewNumber() {
        counts.begin(List.of("a", ""));
        counts.hit(0);
        counts.missed(0);
        counts.missed(1);
        counts.begin(List.of("b", "a", ""));
        counts.hit(1);
        assertThat(counts.reads("a")).isEqualTo(3);
        assertThat(counts.hits("a")).isEqualTo(2);
        assertThat(counts.reads("b")).isZero();
        assertThat(counts.reads("")).isOne();
    }

    @Test
    void theHitsOfARuleThatGoesStayAmongAll() {
        counts.begin(List.of("a", ""));
        counts.hit(0);
        counts.hit(1);
        counts.begin(List.of(""));
        assertThat(counts.hits("a")).isZero();
        assertThat(counts.total(CacheEvent.HIT)).isEqualTo(2);
        counts.begin(List.of("a", ""));
        counts.hit(0);
        assertThat(counts.hits("a")).isOne();
        assertThat(counts.total(CacheEvent.HIT)).isEqualTo(3);
    }
}

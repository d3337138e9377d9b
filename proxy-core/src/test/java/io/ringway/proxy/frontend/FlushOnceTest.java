// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FlushOnceTest {
    private final FlushOnce flushes = new FlushOnce();

    @Test
    void whatSeveralShardsSayOfOneFlushIsNewOnce() {
        assertThat(flushes.isNew(0, 7)).isTrue();
        assertThat(flushes.isNew(1, 5)).isFalse();
        assertThat(flushes.isNew(2, 7)).isFalse();
    }

    @Test
    void aShardThatHasAnsweredMoreSinceSaysSomethingNew() {
        flushes.isNew(0, 7);
        assertThat(flushes.isNew(1, 8)).isTrue();
        assertThat(flushes.isNew(2, 8)).isFalse();
    }

    @Test
    void aShardThatSaysItAgainMeansAnotherFlush() {
        flushes.isNew(0, 7);
        flushes.isNew(1, 7);
        assertThat(flushes.isNew(1, 7)).isTrue();
        assertThat(flushes.isNew(0, 7)).isFalse();
    }

    @Test
    void theFirstIsNewEvenBeforeAnyAnswer() {
        assertThat(flushes.isNew(3, -1)).isTrue();
    }
}

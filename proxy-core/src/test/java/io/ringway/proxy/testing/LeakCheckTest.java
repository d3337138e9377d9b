// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.testing;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LeakCheckTest {
    /** What tests that ran before in this JVM have lost is theirs. */
    @BeforeEach
    @AfterEach
    void forget() throws InterruptedException {
        try {
            LeakCheck.check("before");
        } catch (AssertionError others) {
            // Not of this test.
        }
    }

    @Test
    void aBufferThatWasNeverReleasedIsFoundAndItsPlaceTold() {
        lose();

        assertThatThrownBy(() -> LeakCheck.check("SomeIT"))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("SomeIT has lost buffers")
                .hasMessageContaining("LeakCheckTest.lose");
    }

    @Test
    void aBufferThatWasReleasedIsNot() {
        ByteBufAllocator.DEFAULT.directBuffer(16).release();

        assertThatCode(() -> LeakCheck.check("SomeIT")).doesNotThrowAnyException();
    }

    private static void lose() {
        ByteBufAllocator.DEFAULT.directBuffer(16);
    }
}

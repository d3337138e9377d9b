// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReplyWindowTest {
    private static final int MOST = 1024;
    private static final int MIB = 1 << 20;

    private final ReplyWindow window = new ReplyWindow(MOST);

    @Test
    void aClientOfWhichNothingIsKnownGetsSome() {
        assertThat(window.size()).isEqualTo(128);
        assertThat(new ReplyWindow(5).size()).isEqualTo(5);
    }

    @Test
    void smallRepliesOpenItToTheLimit() {
        answer(10 * MOST, 64);

        assertThat(window.size()).isEqualTo(MOST);
    }

    @Test
    void oneLargeReplyClosesIt() {
        answer(10 * MOST, 64);
        window.answered(MIB);

        assertThat(window.size()).isEqualTo(4);
    }

    @Test
    void partsCountAsTheReplyTheyAreOf() {
        for (int i = 0; i < 15; i++) {
            window.answeredPart(MIB / 16);
        }
        window.answered(MIB / 16);

        assertThat(window.size()).isEqualTo(4);
    }

    @Test
    void oneCommandIsAlwaysAllowed() {
        window.answered(100 * MIB);

        assertThat(window.size()).isEqualTo(1);
    }

    @Test
    void itOpensAgainAfterSomeHundredSmallReplies() {
        window.answered(100 * MIB);
        answer(10 * MOST, 64);

        assertThat(window.size()).isEqualTo(MOST);
    }

    private void answer(int times, int bytes) {
        for (int i = 0; i < times; i++) {
            window.answered(bytes);
        }
    }
}

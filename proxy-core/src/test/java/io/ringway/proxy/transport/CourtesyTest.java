// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CourtesyTest {
    private long now;
    private long taken;
    private int yields;

    private final Courtesy courtesy = new Courtesy(
            () -> {
                yields++;
                now += taken;
            },
            () -> now);

    @Test
    void othersGoFirstAfterMuchWorkOnly() {
        iterate(Courtesy.MUCH_WORK - 1);
        assertEquals(0, yields);
        iterate(Courtesy.MUCH_WORK);
        assertEquals(1, yields);
        iterate(0);
        assertEquals(1, yields, "work is that of one iteration");
    }

    @Test
    void whoeverTakesTheProcessorForLongWaitsItsTurnForAWhile() {
        taken = Courtesy.LONG_NANOS + 1;
        for (int i = 0; i <= Courtesy.PAUSE; i++) {
            iterate(Courtesy.MUCH_WORK);
        }
        assertEquals(1, yields);
        iterate(Courtesy.MUCH_WORK);
        assertEquals(2, yields);
    }

    @Test
    void whoeverTakesItForAShortWhileMayHaveItEveryTime() {
        taken = Courtesy.LONG_NANOS;
        iterate(Courtesy.MUCH_WORK);
        iterate(Courtesy.MUCH_WORK);
        assertEquals(2, yields);
    }

    private void iterate(int work) {
        for (int i = 0; i < work; i++) {
            courtesy.worked();
        }
        courtesy.endIteration();
    }
}

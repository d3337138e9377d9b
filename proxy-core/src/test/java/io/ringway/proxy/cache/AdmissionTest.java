// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private final SplittableRandom random = new SplittableRandom(1);
    private final Admission admission = new Admission(1 << 14);

    @Test
    void aKeyIsFilledWhenItIsMissedAgain() {
        assertThat(admission.missed(hash(1))).isFalse();
        assertThat(admission.missed(hash(1))).isTrue();
    }

    @Test
    void keysThatAreAllReadEquallyRarelyAreHardlyEverFilled() {
        int keys = 1 << 20;
        int reads = 4_000_000;
        int fills = 0;
        for (int i = 0; i < reads; i++) {
            if (admission.missed(hash(random.nextInt(keys)))) {
                fills++;
                admission.evicted(0);
            }
        }
        assertThat((double) fills / reads).isLessThan(0.01);
    }

    @Test
    void whereFillsPayTheyStayEasy() {
        for (int i = 0; i < 100_000; i++) {
            if (admission.missed(hash(random.nextInt(100)))) {
                admission.evicted(10);
            }
        }
        assertThat(admission.threshold()).isEqualTo(2);
    }

    @Test
    void fillsAreEasyAgainOnceThereIsRoom() {
        makeRare();
        for (int i = 0; i < 100_000; i++) {
            admission.missed(hash(i % 20));
        }
        assertThat(admission.threshold()).isEqualTo(2);
    }

    @Test
    void fillsAreTriedAgainWhereNothingIsFilled() {
        makeRare();
        int threshold = admission.threshold();
        for (int i = 0; i < 100_000; i++) {
            admission.missed(random.nextLong());
        }
        assertThat(admission.threshold()).isLessThan(threshold);
    }

    private void makeRare() {
        for (int i = 0; i < 100_000; i++) {
            admission.evicted(1);
        }
        assertThat(admission.threshold()).isGreaterThan(10);
    }

    private static long hash(int key) {
        return new SplittableRandom(key).nextLong();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private final SplittableRandom random = new SplittableRandom(1);
    private final Admission admission = new Admission(1 << 14, () -> true);

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
            }
        }
        assertThat((double) fills / reads).isLessThan(0.03);
    }

    @Test
    void whereFillsPayTheyStayEasy() {
        for (int i = 0; i < 100_000; i++) {
            admission.missed(hash(random.nextInt(100)));
            for (int hits = 0; hits < 10; hits++) {
                admission.hits(1);
            }
        }
        assertThat(admission.threshold()).isEqualTo(2);
    }

    private static long hash(int key) {
        return new SplittableRandom(key).nextLong();
    }
}

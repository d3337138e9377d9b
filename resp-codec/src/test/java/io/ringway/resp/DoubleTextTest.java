// SPDX-License-Identifier: Apache-2.0
package io.ringway.resp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoubleTextTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, -0",
        "1, 1",
        "-3, -3",
        "0.5, 0.5",
        "3.1415926, 3.1415926000000001",
        "0.1, 0.10000000000000001",
        "-2.7, -2.7000000000000002",
        "0.0001, 0.0001",
        "0.00001, 1.0000000000000001e-05",
        "1e16, 10000000000000000",
        "1e17, 1e+17",
        "12345678901234567890, 1.2345678901234567e+19",
        "-1e100, -1e+100",
        "1e-300, 1e-300",
        "4.9e-324, 4.9406564584124654e-324",
        "1.7976931348623157e308, 1.7976931348623157e+308",
        "9007199254740993, 9007199254740992",
        "999999999999999.9, 999999999999999.88",
        "NaN, nan",
        "Infinity, inf",
        "-Infinity, -inf"
    })
    void doublesHaveSeventeenDigitsAsRedisWritesThem(double value, String text) {
        assertThat(DoubleText.of(value)).isEqualTo(text);
    }

    @Test
    void textsAreReadBackAsTheSameDouble() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            Double value = Double.longBitsToDouble(random.nextLong());
            assertThat((Double) DoubleText.parse(DoubleText.of(value)))
                    .as("seed %d", seed)
                    .isEqualTo(value);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.resp.CommandFrame;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StrictNumberTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 7, -7, 10, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1})
    void readsNumbersOf64Bits(long number) {
        assertThat(StrictNumber.parse(CommandFrame.of("x", Long.toString(number)), 1))
                .hasValue(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "+1",
                "01",
                "-0",
                " 1",
                "1 ",
                "1x",
                "0x1",
                "9223372036854775808",
                "-9223372036854775809",
                "99999999999999999999",
                "100000000000000000000"
            })
    void refusesWhatRedisRefuses(String text) {
        assertThat(StrictNumber.parse(CommandFrame.of("x", text), 1)).isEmpty();
    }
}

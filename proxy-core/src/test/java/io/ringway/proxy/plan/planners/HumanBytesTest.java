// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HumanBytesTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0B",
        "1023, 1023B",
        "1024, 1.00K",
        "66560, 65.00K",
        "1222584, 1.17M",
        "25276510208, 23.54G",
        "9223372036854775807, 8192.00P",
        "nonsense, nonsense",
    })
    void writesSizesAsInfoDoes(String bytes, String text) {
        assertThat(HumanBytes.of(bytes)).isEqualTo(text);
    }
}

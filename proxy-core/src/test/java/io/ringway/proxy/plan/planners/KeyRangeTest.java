// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeyRangeTest {
    @ParameterizedTest
    @CsvSource({
        "ping, 0, 0, 0",
        "get, 1, 1, 1",
        "del, 1, -1, 1",
        "mset, 1, -1, 2",
        "rename, 1, 2, 1",
        "bitop, 2, -1, 1",
        "zunionstore, 1, 1, 1",
        "eval, 0, 0, 0",
        "object|freq, 2, 2, 1",
        "xread, 0, 0, 0",
    })
    void isAsOldServersToldIt(String command, int first, int last, int step) {
        assertThat(KeyRange.of(
                        Objects.requireNonNull(LocalClient.TABLE.find(command)).keySpecs()))
                .isEqualTo(new KeyRange(first, last, step));
    }
}

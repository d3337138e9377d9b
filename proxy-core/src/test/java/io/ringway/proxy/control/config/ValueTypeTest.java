// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTypeTest {
    private static final ValueType<Duration> DURATION = ValueType.duration(Duration.ofMillis(1), Duration.ofDays(1));
    private static final ValueType<Long> SIZE = ValueType.size(0, 1L << 40);

    @ParameterizedTest
    @CsvSource({"1ms, 1", "200ms, 200", "5s, 5000", "5S, 5000", "2m, 120000", "24h, 86400000"})
    void durationsCarryTheirUnit(String text, long millis) {
        assertThat(DURATION.parser().parse(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "0ms", "-1s", "1.5s", "5 s", "5d", "25h", "9223372036854775807h", "1s1"})
    void whatIsNoDurationIsNotGuessedAt(String text) {
        assertThat(DURATION.parser().parse(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "12, 12", "12b, 12", "64kb, 65536", "64MB, 67108864", "2gb, 2147483648"})
    void sizesAreCountedInPowersOfTwo(String text, long bytes) {
        assertThat(SIZE.parser().parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "mb", "64m", "-1", "1e3", "0x10", "2048gb", "999999999999999gb"})
    void whatIsNoSizeIsNotGuessedAt(String text) {
        assertThat(SIZE.parser().parse(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:6379, localhost, 6379",
        "10.0.0.1:1, 10.0.0.1, 1",
        "[::1]:65535, ::1, 65535",
        "redis_a.svc-1:80, redis_a.svc-1, 80"
    })
    void endpointsAreAHostAndAPort(String text, String host, int port) {
        assertThat(ValueType.endpoint(1).parser().parse(text)).isEqualTo(new Endpoint(host, port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":1",
                "host",
                "host:",
                "host:0",
                "host:65536",
                "host:-1",
                "host:x",
                "*:1",
                "a b:1",
                "::1:6379",
                "[x]:1"
            })
    void whatIsNoEndpointIsNotGuessedAt(String text) {
        assertThat(ValueType.endpoint(1).parser().parse(text)).isNull();
    }

    @Test
    void durationsAndSizesAreShownAsTheyMayBeWritten() {
        assertThat(ValueType.show(Duration.ofMillis(1500))).isEqualTo("1500ms");
        assertThat(ValueType.show(Duration.ofSeconds(90))).isEqualTo("90s");
        assertThat(ValueType.show(Duration.ofMinutes(60))).isEqualTo("1h");
        assertThat(ValueType.showSize(1536)).isEqualTo("1536b");
        assertThat(ValueType.showSize(64 << 10)).isEqualTo("64kb");
        assertThat(ValueType.showSize(2L << 30)).isEqualTo("2gb");
    }
}

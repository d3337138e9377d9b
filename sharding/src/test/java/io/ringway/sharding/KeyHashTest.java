// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Published values; that the hashes are twemproxy's is shown in {@link SameAsNutcrackerTest}. */
class KeyHashTest {
    @ParameterizedTest
    @CsvSource({
        "xxh3_64, '', 2d06800538d394c2",
        "fnv1a_32, foobar, bf9cf968",
        "fnv1_32, foobar, 31f0b262",
        "crc32a, 123456789, cbf43926",
        "crc32, 123456789, 4bf4",
        "md5, '', d98c1dd4",
        "one_at_a_time, a, ca2e9442",
    })
    void givesThePublishedValue(String name, String text, String expected) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);

        assertThat(Long.toHexString(KeyHash.named(name).of(bytes, 0, bytes.length)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void hashesThePartBetweenTheBounds(KeyHash hash) {
        byte[] all = "..the part, 27 bytes or so...".getBytes(StandardCharsets.US_ASCII);

        for (int length = 1; length <= 25; length++) {
            byte[] part = new String(all, 2, length, StandardCharsets.US_ASCII).getBytes(StandardCharsets.US_ASCII);
            assertThat(hash.of(all, 2, 2 + length)).isEqualTo(hash.of(part, 0, length));
        }
    }

    @ParameterizedTest
    @EnumSource
    void staysWithinItsBits(KeyHash hash) {
        for (byte[] key : GoldenKeys.all()) {
            assertThat(hash.bits() == 64 ? 0 : hash.of(key, 0, key.length) >>> hash.bits())
                    .isZero();
        }
    }

    @Test
    void anUnknownNameIsToldTheKnownOnes() {
        assertThatThrownBy(() -> KeyHash.named("sha1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown hash 'sha1'; there are xxh3_64, fnv1a_64, fnv1_64, fnv1a_32, fnv1_32, md5, crc16,"
                        + " crc32, crc32a, one_at_a_time, jenkins, hsieh, murmur");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class ScanCursorTest {
    @Test
    void everyCursorOfAServerComesBackAsItWas() {
        for (String own : List.of(
                "0",
                "1",
                "17179869184",
                "9007199254740991",
                "9007199254740992",
                "999999999999999999",
                "9223372036854775807",
                "9223372036854775808",
                "18446744073709551615")) {
            for (int shard : new int[] {0, 1, 511, 1023}) {
                String text = new ScanCursor(shard, own).text();
                assertThat(new BigInteger(text))
                        .isEqualTo(new BigInteger(own)
                                .multiply(BigInteger.valueOf(1024))
                                .add(BigInteger.valueOf(shard)));
                assertThat(parse(text)).isEqualTo(new ScanCursor(shard, own));
            }
        }
    }

    @Test
    void aShardThatIsDoneHandsOverToTheNextAndTheLastEndsTheScan() {
        assertThat(new ScanCursor(0, "0").next("12", 3)).isEqualTo(new ScanCursor(0, "12"));
        assertThat(new ScanCursor(0, "12").next("0", 3)).isEqualTo(new ScanCursor(1, "0"));
        assertThat(new ScanCursor(1, "0").next("0", 3)).isEqualTo(new ScanCursor(2, "0"));
        assertThat(new ScanCursor(2, "5").next("0", 3).text()).isEqualTo("0");
        assertThat(new ScanCursor(0, "0").next("0", 3).text()).isNotEqualTo("0");
    }

    @Test
    void whatIsNoCursorIsNotRead() {
        // The last is one more than the largest cursor of the last shard.
        for (String text : List.of(
                "", "x", "-1", "+1", "1 ", "1x", "99999999999999999999999999999999", "18889465931478580854784")) {
            assertThat(ScanCursor.parse(text.getBytes(US_ASCII))).as(text).isNull();
        }
        assertThat(parse("18889465931478580854783")).isEqualTo(new ScanCursor(1023, "18446744073709551615"));
    }

    private static ScanCursor parse(String text) {
        return Objects.requireNonNull(ScanCursor.parse(text.getBytes(US_ASCII)));
    }
}

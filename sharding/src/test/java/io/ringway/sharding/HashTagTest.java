// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HashTagTest {
    @ParameterizedTest
    @CsvSource({
        "{}, {user1}:name, user1",
        "{}, name:{user1}, user1",
        "{}, {a}{b}, a",
        "{}, {{a}}, {a",
        "{}, }x{a}, a",
        "{}, {}{a}, {}{a}",
        "{}, a{}, a{}",
        "{}, {a, {a",
        "{}, a}, a}",
        "{}, }{, }{",
        "{}, {, {",
        "{}, '', ''",
        "[], {a}[b]c, b",
        "$$, x$ab$y, ab",
        "$$, x$$y$, x$$y$",
        "'', {a}b, {a}b",
    })
    void onlyTheTagIsHashed(String delimiters, String key, String hashed) {
        HashTag tag = HashTag.of(delimiters);
        byte[] bytes = key.getBytes(StandardCharsets.US_ASCII);

        long found = tag.find(bytes, bytes.length);

        assertThat(key.substring(HashTag.from(found), HashTag.to(found))).isEqualTo(hashed);
    }

    @Test
    void bytesBeyondTheLengthAreNotPartOfTheKey() {
        byte[] scratch = "{a}".getBytes(StandardCharsets.US_ASCII);

        long found = HashTag.BRACES.find(scratch, 2);

        assertThat(HashTag.from(found)).isZero();
        assertThat(HashTag.to(found)).isEqualTo(2);
    }

    @Test
    void keysWithTheSameTagShareAShard() {
        Placement placement = PlacementSpec.of(Sample.equalShards(50)).placement();

        assertThat(placement.shardOf("{user1}:mail".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(placement.shardOf("{user1}:name".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(placement.shardOf("user1".getBytes(StandardCharsets.US_ASCII)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{}}", "«»", "off"})
    void aTagIsTwoAsciiCharacters(String delimiters) {
        assertThatThrownBy(() -> HashTag.of(delimiters))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a hash tag is two ASCII characters such as \"{}\", or empty for none, not \"" + delimiters
                        + "\"");
    }

    @Test
    void tagsAreEqualByTheirCharacters() {
        assertThat(HashTag.of("{}")).isEqualTo(HashTag.BRACES).hasToString("{}");
        assertThat(HashTag.of("")).isEqualTo(HashTag.OFF).hasToString("off");
        assertThat(HashTag.of("[]")).isNotEqualTo(HashTag.BRACES);
    }
}

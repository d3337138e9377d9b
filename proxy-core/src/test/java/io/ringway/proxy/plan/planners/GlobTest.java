// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GlobTest {
    @ParameterizedTest(name = "{0} finds {1}: {2}")
    @CsvSource({
        "maxmemory*, maxmemory, true",
        "maxmemory*, maxmemory-policy, true",
        "max*y, maxmemory, true",
        "*mem*, maxmemory, true",
        "max*z, maxmemory, false",
        "a*b*c, aXbXbXc, true",
        "a?c, abc, true",
        "a?c, ac, false",
        "[abc]x, bx, true",
        "[^abc]x, bx, false",
        "[a-c]x, bx, true",
        "[c-a]x, bx, true",
        "[a\\]]x, ]x, true",
        "\\*, *, true",
        "\\*, a, false",
        "'', a, false",
        "*, a, true",
    })
    void findsWhatItSays(String pattern, String text, boolean found) {
        assertThat(exact(pattern).matches(text)).isEqualTo(found);
    }

    @ParameterizedTest(name = "{0} finds {1}: {2}")
    @CsvSource({
        "[ab, a, true",
        "[ab, c, false",
        "[^, c, true",
        "[, c, false",
        "a\\, a\\, true",
        "**, '', false",
        "'', '', true",
    })
    void takesBrokenPatternsAsRedisDoes(String pattern, String text, boolean found) {
        assertThat(exact(pattern).matches(text)).isEqualTo(found);
    }

    @Test
    void ignoresCaseWhereAsked() {
        assertThat(Glob.ignoringCase("MAX[M]EM*Y".getBytes(StandardCharsets.UTF_8))
                        .matches("maxmemory"))
                .isTrue();
        assertThat(exact("MAX*").matches("maxmemory")).isFalse();
    }

    @Test
    void manyStarsTakeNoTime() {
        assertThat(exact("a*".repeat(50) + "b").matches("a".repeat(10_000))).isFalse();
    }

    private static Glob exact(String pattern) {
        return Glob.exact(pattern.getBytes(StandardCharsets.UTF_8));
    }
}

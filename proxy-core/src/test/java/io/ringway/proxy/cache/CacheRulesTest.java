// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringway.proxy.cache.CacheRule.Mode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CacheRulesTest {
    private final CacheRules rules = new CacheRules(
            List.of(rule("user:", Mode.NEVER), rule("user:public:", Mode.CACHE), rule("", Mode.OBSERVE)));

    @Test
    void theLongestPrefixThatFitsCounts() {
        assertThat(modeFor("user:1")).isEqualTo(Mode.NEVER);
        assertThat(modeFor("user:public:1")).isEqualTo(Mode.CACHE);
        assertThat(modeFor("user")).isEqualTo(Mode.OBSERVE);
        assertThat(modeFor("")).isEqualTo(Mode.OBSERVE);
    }

    @Test
    void thereIsARuleForEveryKey() {
        assertThatThrownBy(() -> new CacheRules(List.of(rule("a", Mode.CACHE))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private Mode modeFor(String key) {
        ByteBuf bytes = Unpooled.copiedBuffer(key, StandardCharsets.UTF_8);
        return rules.get(rules.numberFor(bytes, 0, bytes.readableBytes())).mode();
    }

    private static CacheRule rule(String prefix, Mode mode) {
        return new CacheRule(prefix, mode, Duration.ofMinutes(1), 1024);
    }
}

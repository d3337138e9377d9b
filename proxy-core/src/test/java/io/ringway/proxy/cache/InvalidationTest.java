// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InvalidationTest {
    private static final String HEAD = ">2\r\n$10\r\ninvalidate\r\n";

    private final Coherence coherence = new Coherence(1 << 12, 1);

    @Test
    void everyKeyThatIsNamedHasChanged() {
        long a = state("a");
        long bc = state("bc");
        long other = state("other");
        assertThat(apply(HEAD + "*2\r\n$1\r\na\r\n$2\r\nbc\r\n")).isEqualTo(2);
        assertThat(state("a")).isNotEqualTo(a);
        assertThat(state("bc")).isNotEqualTo(bc);
        assertThat(state("other")).isEqualTo(other);
    }

    @ParameterizedTest
    @ValueSource(strings = {"_\r\n", "$-1\r\n", "*-1\r\n", "*1\r\n$9\r\na\r\n", "*1\r\n:1\r\n", "*x\r\n", "*1\r\n"})
    void withoutKeysOrInADoubtEverythingHas(String rest) {
        long before = coherence.shardState(0);
        assertThat(apply(HEAD + rest)).isEqualTo(-1);
        assertThat(coherence.shardState(0)).isNotEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {">3\r\n$7\r\nmessage\r\n$1\r\na\r\n$1\r\nb\r\n", ">1\r\n+x\r\n"})
    void otherPushesMeanNothing(String push) {
        long before = coherence.shardState(0);
        assertThat(apply(push)).isZero();
        assertThat(coherence.shardState(0)).isEqualTo(before);
    }

    private long state(String key) {
        return coherence.stripeState(Coherence.stripeOf(key.getBytes(StandardCharsets.US_ASCII)));
    }

    private int apply(String push) {
        ByteBuf in = Unpooled.copiedBuffer("xx" + push + "yy", StandardCharsets.US_ASCII);
        return Invalidation.apply(in, 2, push.length(), 0, coherence);
    }
}

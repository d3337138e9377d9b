// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HotKeysTest {
    @Test
    void theHottestKeysAreFoundAmongManyOthers() {
        HotKeys one = new HotKeys();
        HotKeys other = new HotKeys();
        Random random = new Random(7);
        for (int i = 0; i < 1_000_000; i++) {
            int dice = random.nextInt(100);
            String key = dice < 10 ? "hot" : dice < 15 ? "warm" : "cold" + random.nextInt(100_000);
            ByteBuf bytes = Unpooled.copiedBuffer(key, StandardCharsets.US_ASCII);
            (i % 2 == 0 ? one : other).accessed(bytes, 0, bytes.readableBytes());
        }
        List<HotKeys.HotKey> hottest = HotKeys.merge(List.of(one, other), 2);
        assertThat(hottest)
                .extracting(key -> new String(key.key(), StandardCharsets.US_ASCII))
                .containsExactly("hot", "warm");
        assertThat(hottest.get(0).accesses()).isBetween(70_000L, 140_000L);
    }
}

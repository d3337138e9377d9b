// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SlotsTest {
    @Test
    void everyKeyIsInTheSlotThatRedisClusterSays() throws IOException {
        List<byte[]> keys = GoldenKeys.all();

        List<Integer> slots =
                keys.stream().map(key -> Slots.slotOf(key, key.length)).toList();

        assertThat(slots).isEqualTo(recorded());
    }

    @Test
    void onlyTheGivenLengthOfTheArrayIsTheKey() {
        byte[] scratch = "foo and the rest".getBytes(StandardCharsets.US_ASCII);

        assertThat(Slots.slotOf(scratch, 3)).isEqualTo(12182);
    }

    private static List<Integer> recorded() throws IOException {
        try (InputStream file = Objects.requireNonNull(SlotsTest.class.getResourceAsStream("slots.txt"))) {
            return new String(file.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Integer::valueOf)
                    .toList();
        }
    }
}

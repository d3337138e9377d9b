// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.RealRedis;
import io.ringway.resp.RespDecoder;
import io.ringway.resp.RespValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Random patterns find the same texts here and in a real server. */
final class GlobIT {
    private static final String ALPHABET = "aabbABZz09-^[]\\*?!\u00e9\u007f_";
    private static final int PATTERNS = 4000;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void keysMatchAsInTheServer() {
        List<String> keys =
                IntStream.range(0, 300).mapToObj(i -> text(4)).distinct().toList();
        try (RealRedis redis = RealRedis.start();
                RawClient client = redis.connect()) {
            keys.forEach(key -> client.call("SET", key, ""));
            for (int i = 0; i < PATTERNS; i++) {
                String pattern = text(7);
                // Redis takes the lone star for all keys without looking at them.
                if (!pattern.equals("*")) {
                    Glob glob = Glob.exact(bytes(pattern));
                    assertThat(keys.stream().filter(key -> glob.matches(bytes(key))))
                            .as("pattern %s, seed %d", pattern, seed)
                            .containsExactlyInAnyOrderElementsOf(texts(client.call("KEYS", pattern)));
                }
            }
        }
    }

    @Test
    void commandNamesMatchAsInTheServer() {
        try (RealRedis redis = RealRedis.start();
                RawClient client = redis.connect()) {
            List<String> names = texts(client.call("COMMAND", "LIST"));
            for (int i = 0; i < PATTERNS / 4; i++) {
                String pattern = "*" + text(5) + "*";
                Glob glob = Glob.ignoringCase(bytes(pattern));
                assertThat(names.stream().filter(glob::matches))
                        .as("pattern %s, seed %d", pattern, seed)
                        .containsExactlyInAnyOrderElementsOf(
                                texts(client.call("COMMAND", "LIST", "FILTERBY", "PATTERN", pattern)));
            }
        }
    }

    private String text(int longest) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(longest + 1); length > 0; length--) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static List<String> texts(String reply) {
        RespValue.Array array = (RespValue.Array) RespDecoder.decode(bytes(reply));
        return array.elements().stream()
                .map(element -> new String(((RespValue.Bulk) element).bytes(), StandardCharsets.ISO_8859_1))
                .toList();
    }
}

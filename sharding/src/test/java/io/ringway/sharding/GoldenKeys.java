// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys that were sent to the real servers: plain, long, binary, tagged and strangely tagged ones. The same as in
 * {@code src/test/golden/generate.py}, together with which it must be changed.
 */
final class GoldenKeys {
    private static final int COUNT = 2000;
    private static final long SEED = 0x52696e67776179L;
    private static final List<String> ODD =
            List.of("a{}b%d", "{%d", "%d}{x", "x{{%d}}y", "[%d]{7}", "$%d$%d", "{}{%d}", "%d[]{}$$");

    private GoldenKeys() {}

    static List<byte[]> all() {
        SplitMix random = new SplitMix(SEED);
        List<byte[]> keys = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            keys.add(key(i, random));
        }
        return keys;
    }

    private static byte[] key(int i, SplitMix random) {
        long number = random.next();
        return switch (i % 5) {
            case 0 -> ascii("user:" + i);
            case 1 -> ascii(String.format("%016x", number).repeat(1 + i % 7));
            case 2 -> binary(1 + (int) Long.remainderUnsigned(number, 70), random);
            case 3 -> ascii("{tag" + i / 25 + "}:" + Long.toHexString(number));
            default -> ascii(ODD.get(i / 5 % ODD.size()).replace("%d", Integer.toString(i)));
        };
    }

    private static byte[] binary(int length, SplitMix random) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (random.next() >>> 56);
        }
        return bytes;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

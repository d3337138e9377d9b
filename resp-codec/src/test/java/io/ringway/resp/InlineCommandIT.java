// SPDX-License-Identifier: Apache-2.0
package io.ringway.resp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Typed lines have the words that a real server sees in them. */
class InlineCommandIT {
    private static final int LINES = 500;
    private static final String ALPHABET = "aab  \t\u000b\f\r\"\"''\\\\xn41fAZ*$\u00e9\u00ff";

    @Test
    void linesHaveTheWordsThatRedisSees() {
        long seed = System.nanoTime();
        try (RealRedis redis = RealRedis.start()) {
            for (int i = 0; i < LINES; i++) {
                byte[] line = line(new Random(seed + i));
                byte[][] words = InlineCommand.split(line);
                ByteBuf request = Unpooled.buffer()
                        .writeBytes(line)
                        .writeBytes(Bytes.of("\r\nLRANGE words 0 -1\r\nDEL words\r\n"));
                assertThat(Bytes.show(redis.answer(Bytes.of(request))))
                        .as("seed %d, line %s", seed + i, Bytes.show(line))
                        .isEqualTo(Bytes.show(expected(words)));
            }
        }
    }

    private static byte[] line(Random random) {
        StringBuilder line = new StringBuilder("RPUSH words . ");
        while (random.nextInt(25) != 0) {
            String whole = random.nextBoolean() ? "\"a \\x4b\\n\" " : "'b \\' c' ";
            line.append(random.nextInt(10) == 0 ? whole : ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return Bytes.of(line.toString());
    }

    private static byte[] expected(byte @Nullable [][] words) {
        ByteBuf out = Unpooled.buffer();
        if (words == null) {
            return Bytes.of("-ERR Protocol error: unbalanced quotes in request\r\n");
        }
        RespEncoder.encode(out, RespValue.integer(words.length - 2), Protocol.RESP2);
        RespValue[] pushed =
                Arrays.stream(words).skip(2).map(RespValue.Bulk::new).toArray(RespValue[]::new);
        RespEncoder.encode(out, RespValue.array(pushed), Protocol.RESP2);
        RespEncoder.encode(out, RespValue.integer(1), Protocol.RESP2);
        return Bytes.of(out);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.resp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes replies of every type, nested, from a seed. Used by one test at a time. */
final class Replies {
    private final Random random;

    Replies(Random random) {
        this.random = random;
    }

    RespValue next() {
        return next(4);
    }

    private RespValue next(int depth) {
        return switch (random.nextInt(depth > 0 ? 17 : 11)) {
            case 0 -> new RespValue.SimpleString(line());
            case 1 -> new RespValue.Err("ERR " + line());
            case 2 -> new RespValue.Int(random.nextBoolean() ? random.nextLong() : random.nextInt(12) - 3);
            case 3, 4 -> new RespValue.Bulk(bytes());
            case 5 -> RespValue.NULL;
            case 6 -> new RespValue.Bool(random.nextBoolean());
            case 7 -> new RespValue.Dbl(number());
            case 8 ->
                new RespValue.BigNumber(new BigInteger(200, random)
                        .subtract(BigInteger.TWO.pow(199))
                        .toString());
            case 9 -> new RespValue.Verbatim(random.nextBoolean() ? "txt" : "mkd", RespText.of(bytes()));
            case 10 -> new RespValue.Err(RespText.of(bytes()), true);
            case 11, 12 -> new RespValue.Array(some(random.nextInt(6), depth));
            case 13 -> new RespValue.SetOf(some(random.nextInt(6), depth));
            case 14 -> new RespValue.Push(some(1 + random.nextInt(3), depth));
            case 15 -> new RespValue.MapOf(some(2 * random.nextInt(4), depth));
            default -> new RespValue.Attributed(some(2 * random.nextInt(3), depth), next(depth - 1));
        };
    }

    byte[] encoded(Protocol protocol) {
        ByteBuf out = Unpooled.buffer();
        RespEncoder.encode(out, next(), protocol);
        return Bytes.of(out);
    }

    /** A reply with one thing wrong, or by chance none. */
    byte[] mutated() {
        byte[] reply = encoded(random.nextBoolean() ? Protocol.RESP3 : Protocol.RESP2);
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            String signs = "+-:_#,($=!*~>%|?0123456789\r\n";
            int at = random.nextInt(reply.length);
            reply[at] = (byte)
                    (random.nextInt(4) == 0 ? random.nextInt(256) : signs.charAt(random.nextInt(signs.length())));
        }
        return reply;
    }

    private List<RespValue> some(int count, int depth) {
        List<RespValue> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(next(depth - 1));
        }
        return values;
    }

    private String line() {
        String latin1 = new String(bytes(), StandardCharsets.ISO_8859_1);
        return RespText.of(Bytes.of(latin1.replace('\r', ' ').replace('\n', ' ')));
    }

    private double number() {
        return switch (random.nextInt(5)) {
            case 0 -> Double.longBitsToDouble(random.nextLong());
            case 1 -> random.nextInt(1000) / 10.0;
            case 2 -> Double.POSITIVE_INFINITY;
            case 3 -> random.nextInt();
            default -> random.nextGaussian() * 1e17;
        };
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(10) == 0 ? random.nextInt(2000) : random.nextInt(10)];
        random.nextBytes(bytes);
        if (random.nextBoolean()) {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) "abc \r\n$*-10".charAt((bytes[i] & 0xff) % 11);
            }
        }
        return bytes;
    }
}

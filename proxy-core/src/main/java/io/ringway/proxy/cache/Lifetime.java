// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.cache;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How long a reply may be remembered, by what PTTL said of its key right after it. Stateless. */
public final class Lifetime {
    private static final long FOREVER = -1;
    private static final long NO_KEY = -2;
    private static final long NOT_A_NUMBER = -3;

    /** What reads reply where there is no key. */
    private static final List<byte[]> ABSENT = List.of(
            ascii("$-1\r\n"),
            ascii("_\r\n"),
            ascii("*-1\r\n"),
            ascii(":0\r\n"),
            ascii("*0\r\n"),
            ascii("%0\r\n"),
            ascii("~0\r\n"),
            ascii(":-2\r\n"),
            ascii(":-1\r\n"),
            ascii("$0\r\n\r\n"),
            ascii("+none\r\n"));

    private Lifetime() {}

    /**
     * The lifetime from the moment on when the commands were sent; 0 for none.
     *
     * @param reply what is to be remembered, from index {@code from} on
     * @param maxAge the longest lifetime
     */
    public static long nanos(ByteBuf pttl, int start, int length, byte[] reply, int from, long maxAge) {
        long millis = number(pttl, start, length);
        if (millis == FOREVER) {
            return maxAge;
        }
        if (millis == NO_KEY) {
            // Without the key's reply, it expired or was deleted between the two commands.
            return isAnyOf(reply, from, ABSENT.size()) ? maxAge : 0;
        }
        return millis < 0 ? 0 : Math.min(maxAge, TimeUnit.MILLISECONDS.toNanos(millis));
    }

    /** Whether a reply, from index {@code from} on, is null, in either protocol version. */
    public static boolean isNull(byte[] reply, int from) {
        return isAnyOf(reply, from, 2);
    }

    private static boolean isAnyOf(byte[] reply, int from, int candidates) {
        for (int i = 0; i < candidates; i++) {
            byte[] candidate = ABSENT.get(i);
            if (Arrays.equals(candidate, 0, candidate.length, reply, from, reply.length)) {
                return true;
            }
        }
        return false;
    }

    private static long number(ByteBuf in, int start, int length) {
        if (length < 4 || in.getByte(start) != ':') {
            return NOT_A_NUMBER;
        }
        try {
            return Long.parseLong(in.toString(start + 1, length - 3, StandardCharsets.US_ASCII));
        } catch (NumberFormatException e) {
            return NOT_A_NUMBER;
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

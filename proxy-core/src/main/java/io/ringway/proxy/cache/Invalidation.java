// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.cache;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Reads what a shard tells of changed keys: {@code >2 invalidate [key …]}, or null instead of the keys when everything is gone.
 * Other pushes are none of ours. What cannot be read is taken for the worst. Stateless.
 */
public final class Invalidation {
    private static final byte[] HEAD = ">2\r\n$10\r\ninvalidate\r\n".getBytes(StandardCharsets.US_ASCII);

    private Invalidation() {}

    /** Passes a push of {@code length} bytes on; returns how many keys it named, 0 for one of another kind, -1 for all keys. */
    public static int apply(ByteBuf in, int start, int length, int shard, Coherence coherence) {
        if (length <= HEAD.length || !BytesHash.sameBytes(in, start, HEAD)) {
            return 0;
        }
        int at = start + HEAD.length;
        int end = start + length;
        int count = in.getByte(at) == '*' ? number(in, at + 1, end) : -1;
        if (count < 0) {
            coherence.shardChanged(shard);
            return -1;
        }
        at = nextLine(in, at, end);
        for (int i = 0; i < count; i++) {
            int size = at < end && in.getByte(at) == '$' ? number(in, at + 1, end) : -1;
            int key = nextLine(in, at, end);
            if (size < 0 || key + size > end) {
                coherence.shardChanged(shard);
                return -1;
            }
            coherence.keyChanged(in, key, size);
            at = key + size + 2;
        }
        return count;
    }

    /** The decimal number that begins there; -1 for what is none, negative ones too. */
    private static int number(ByteBuf in, int index, int end) {
        int value = 0;
        for (int at = index; at < end; at++) {
            byte digit = in.getByte(at);
            if (digit == '\r') {
                return at == index ? -1 : value;
            }
            if (digit < '0' || digit > '9' || value > Integer.MAX_VALUE / 10 - 1) {
                return -1;
            }
            value = value * 10 + digit - '0';
        }
        return -1;
    }

    private static int nextLine(ByteBuf in, int from, int end) {
        int at = from;
        while (at < end && in.getByte(at) != '\n') {
            at++;
        }
        return at + 1;
    }
}

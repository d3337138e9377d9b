// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * The head of a push about subscriptions: what it is and the channel or pattern that it is about, as in {@code >3 $7 message
 * $4 news …}. Reused from push to push. Confined to the event loop.
 */
final class MessageFrame {
    private String kind = "";
    private String name = "";

    /** Reads the push at {@code start}; returns whether its first two elements are bulk strings, as they should be. */
    boolean read(ByteBuf in, int start) {
        int at = readBulk(in, behindLine(in, start), true);
        return at >= 0 && readBulk(in, at, false) >= 0;
    }

    /** {@code message}, {@code subscribe} and the like. */
    String kind() {
        return kind;
    }

    /** The channel or pattern, one character per byte. */
    String name() {
        return name;
    }

    /** Whether it says that a subscription begins or ends, as what ends in {@code subscribe} does. */
    static boolean isConfirmation(ByteBuf in, int start) {
        int kind = behindLine(in, start);
        if (!isBulk(in, kind)) {
            return false;
        }
        int end = behindLine(in, behindLine(in, kind)) - 2;
        return in.getByte(end - 1) == 'e' && in.getByte(end - 2) == 'b';
    }

    private int readBulk(ByteBuf in, int at, boolean isKind) {
        if (!isBulk(in, at)) {
            return -1;
        }
        int content = behindLine(in, at);
        int length = 0;
        for (int i = at + 1; i < content - 2; i++) {
            length = length * 10 + in.getByte(i) - '0';
        }
        String text = in.toString(content, length, StandardCharsets.ISO_8859_1);
        if (isKind) {
            kind = text;
        } else {
            name = text;
        }
        return content + length + 2;
    }

    private static boolean isBulk(ByteBuf in, int at) {
        return in.getByte(at) == '$' && in.getByte(at + 1) != '-';
    }

    /** The push is whole, so each line has an end. */
    private static int behindLine(ByteBuf in, int at) {
        int end = at;
        while (in.getByte(end) != '\n') {
            end++;
        }
        return end + 1;
    }
}

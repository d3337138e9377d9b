// SPDX-License-Identifier: Apache-2.0
package io.ringway.resp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Bytes written down in tests: each character of a text is one byte. Stateless. */
final class Bytes {
    private Bytes() {}

    static byte[] of(String latin1) {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] of(ByteBuf readable) {
        return ByteBufUtil.getBytes(readable);
    }

    static ByteBuf buffer(String latin1) {
        return Unpooled.wrappedBuffer(of(latin1));
    }

    /** The bytes with the unprintable ones escaped, for messages. */
    static String show(byte[] bytes) {
        StringBuilder shown = new StringBuilder();
        for (byte b : bytes) {
            if (b == '\r') {
                shown.append("\\r");
            } else if (b == '\n') {
                shown.append("\\n");
            } else if (b < ' ' || b > '~') {
                shown.append(String.format("\\x%02x", b & 0xff));
            } else {
                shown.append((char) b);
            }
        }
        return shown.toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.resp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Text from the wire and back without losing a byte. Text is UTF-8; a byte that is not becomes the low surrogate
 * {@code U+DC00 + byte}, which no UTF-8 decodes to, and is written as that byte again. Stateless.
 */
final class RespText {
    private static final int ESCAPE = 0xDC00;

    private RespText() {}

    /** The text that these bytes say. */
    static String of(byte[] bytes) {
        return of(ByteBuffer.wrap(bytes));
    }

    /** The text that a part of a buffer says. */
    static String of(ByteBuf in, int from, int length) {
        return of(in.nioBuffer(from, length));
    }

    /** One byte as text, whatever its value. */
    static String of(byte b) {
        return String.valueOf(b >= 0 ? (char) b : (char) (ESCAPE | (b & 0xff)));
    }

    private static String of(ByteBuffer bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer text = CharBuffer.allocate(bytes.remaining());
        while (true) {
            CoderResult result = decoder.decode(bytes, text, true);
            if (!result.isMalformed()) {
                return text.flip().toString();
            }
            for (int i = 0; i < result.length(); i++) {
                text.put((char) (ESCAPE | (bytes.get() & 0xff)));
            }
        }
    }

    /** The bytes that the text came from. */
    static byte[] bytes(String text) {
        if (!hasEscape(text)) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        int plainFrom = 0;
        for (int i = 0; i < text.length(); i++) {
            if (isEscape(text, i)) {
                bytes.writeBytes(text.substring(plainFrom, i).getBytes(StandardCharsets.UTF_8));
                bytes.write(text.charAt(i));
                plainFrom = i + 1;
            }
        }
        bytes.writeBytes(text.substring(plainFrom).getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }

    /** Appends the text as bytes fit for a line: line ends inside it become spaces, as Redis does to error texts. */
    static void writeLine(ByteBuf out, String text) {
        if (isPrintable(text)) {
            ByteBufUtil.writeAscii(out, text);
        } else {
            out.writeBytes(bytes(text.replace('\r', ' ').replace('\n', ' ')));
        }
    }

    private static boolean isPrintable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                return false;
            }
        }
        return true;
    }

    private static boolean hasEscape(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isEscape(text, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isEscape(String text, int at) {
        char c = text.charAt(at);
        return c >= (ESCAPE | 0x80)
                && c <= (ESCAPE | 0xff)
                && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }
}

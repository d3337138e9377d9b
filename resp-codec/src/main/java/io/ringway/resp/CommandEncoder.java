// SPDX-License-Identifier: Apache-2.0
package io.ringway.resp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/** Writes commands as arrays of bulk strings, the form that servers take. Stateless. */
public final class CommandEncoder {
    private CommandEncoder() {}

    /** Appends a whole command. */
    public static void encode(ByteBuf out, byte[]... arguments) {
        header(out, '*', arguments.length);
        for (byte[] argument : arguments) {
            header(out, '$', argument.length);
            out.writeBytes(argument);
            out.writeShort(CRLF);
        }
    }

    /** Appends a whole command of UTF-8 text arguments. */
    public static void encode(ByteBuf out, String... arguments) {
        header(out, '*', arguments.length);
        for (String argument : arguments) {
            byte[] bytes = argument.getBytes(StandardCharsets.UTF_8);
            header(out, '$', bytes.length);
            out.writeBytes(bytes);
            out.writeShort(CRLF);
        }
    }

    /** Appends a type byte, a decimal length and the line end. */
    public static void header(ByteBuf out, char type, int length) {
        out.writeByte(type);
        if (length >= 0 && length < 10) {
            out.writeByte('0' + length);
        } else {
            ByteBufUtil.writeAscii(out, Integer.toString(length));
        }
        out.writeShort(CRLF);
    }

    static final int CRLF = '\r' << 8 | '\n';
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.ringway.resp.CommandFrame;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;

/** Commands as MONITOR shows them, to the letter as Redis writes them; passwords are not shown. Stateless. */
final class MonitorLine {
    private static final String REDACTED = "\"(redacted)\"";

    private MonitorLine() {}

    /** Appends a line about a client's command. */
    static void append(ByteBuf out, Instant now, int database, String address, CommandFrame command) {
        begin(out, now, database, address);
        int hiddenFrom = command.argCount();
        int hiddenTo = hiddenFrom;
        if (command.argIs(0, "AUTH")) {
            hiddenFrom = 1;
        } else if (command.argIs(0, "HELLO")) {
            for (int argument = 2; argument < command.argCount() && hiddenFrom == command.argCount(); argument++) {
                if (command.argIs(argument, "AUTH")) {
                    hiddenFrom = argument + 1;
                    hiddenTo = Math.min(argument + 3, hiddenTo);
                }
            }
        }
        for (int argument = 0; argument < command.argCount(); argument++) {
            out.writeByte(' ');
            if (argument >= hiddenFrom && argument < hiddenTo) {
                text(out, REDACTED);
            } else {
                quote(out, command, argument);
            }
        }
        text(out, "\r\n");
    }

    /** Appends a line of the proxy's own, about commands that are not shown. */
    static void appendLeftOut(ByteBuf out, Instant now, long count) {
        begin(out, now, 0, "ringway");
        text(out, " \"MONITOR\" \"LEFT-OUT\" \"" + count + "\"\r\n");
    }

    private static void begin(ByteBuf out, Instant now, int database, String address) {
        text(
                out,
                String.format(
                        Locale.ROOT,
                        "+%d.%06d [%d %s]",
                        now.getEpochSecond(),
                        now.getNano() / 1000,
                        database,
                        address));
    }

    private static void quote(ByteBuf out, CommandFrame command, int argument) {
        out.writeByte('"');
        for (int i = 0; i < command.argLength(argument); i++) {
            byte b = command.byteAt(argument, i);
            switch (b) {
                case '\\', '"' -> out.writeByte('\\').writeByte(b);
                case '\n' -> text(out, "\\n");
                case '\r' -> text(out, "\\r");
                case '\t' -> text(out, "\\t");
                case 7 -> text(out, "\\a");
                case '\b' -> text(out, "\\b");
                default -> {
                    if (b >= ' ' && b <= '~') {
                        out.writeByte(b);
                    } else {
                        text(out, String.format(Locale.ROOT, "\\x%02x", b & 0xff));
                    }
                }
            }
        }
        out.writeByte('"');
    }

    private static void text(ByteBuf out, String ascii) {
        out.writeCharSequence(ascii, StandardCharsets.ISO_8859_1);
    }
}

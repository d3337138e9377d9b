// SPDX-License-Identifier: Apache-2.0
package io.ringway.resp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Commands typed by people: words between spaces, with the quoting of Redis' {@code sdssplitargs}. Stateless. */
final class InlineCommand {
    /** The line was limited already. */
    private static final ProtocolLimits NO_LIMITS =
            new ProtocolLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, true);

    private InlineCommand() {}

    /** The words of a line without zero bytes, or null where quotes do not balance. */
    static byte @Nullable [][] split(byte[] line) {
        List<byte[]> words = new ArrayList<>();
        int at = 0;
        while (true) {
            while (at < line.length && isSpace(line[at])) {
                at++;
            }
            if (at == line.length) {
                return words.toArray(byte[][]::new);
            }
            ByteArrayOutputStream word = new ByteArrayOutputStream();
            at = readWord(line, at, word);
            if (at < 0) {
                return null;
            }
            words.add(word.toByteArray());
        }
    }

    /** Points the frame at a buffer of its own that holds these arguments as an array. */
    static void fill(CommandFrame frame, byte[][] arguments) {
        ByteBuf array = Unpooled.buffer();
        CommandEncoder.encode(array, arguments);
        if (new CommandParser().parse(array, frame, NO_LIMITS) != CommandParser.Result.COMMAND) {
            throw new IllegalStateException("an inline command of " + arguments.length + " words is no array");
        }
    }

    /** Returns the index behind the word, or -1 where its quotes do not balance. */
    private static int readWord(byte[] line, int from, ByteArrayOutputStream word) {
        int at = from;
        while (at < line.length) {
            byte b = line[at];
            if (b == ' ' || b == '\t' || b == '\r') {
                // Not each isSpace: vertical tabs and form feeds separate words, yet do not end one.
                return at;
            }
            if (b == '"' || b == '\'') {
                at = b == '"' ? readDoubleQuoted(line, at + 1, word) : readSingleQuoted(line, at + 1, word);
                boolean closed = at >= 0 && (at == line.length || isSpace(line[at]));
                return closed ? at : -1;
            }
            word.write(b);
            at++;
        }
        return at;
    }

    private static int readDoubleQuoted(byte[] line, int from, ByteArrayOutputStream word) {
        int at = from;
        while (at < line.length) {
            byte b = line[at];
            if (b == '"') {
                return at + 1;
            }
            if (b != '\\' || at + 1 == line.length) {
                word.write(b);
                at++;
            } else if (line[at + 1] == 'x'
                    && at + 3 < line.length
                    && hex(line[at + 2]) >= 0
                    && hex(line[at + 3]) >= 0) {
                word.write(hex(line[at + 2]) << 4 | hex(line[at + 3]));
                at += 4;
            } else {
                word.write(unescape(line[at + 1]));
                at += 2;
            }
        }
        return -1;
    }

    private static int readSingleQuoted(byte[] line, int from, ByteArrayOutputStream word) {
        int at = from;
        while (at < line.length) {
            if (line[at] == '\'') {
                return at + 1;
            }
            if (line[at] == '\\' && at + 1 < line.length && line[at + 1] == '\'') {
                at++;
            }
            word.write(line[at]);
            at++;
        }
        return -1;
    }

    private static int unescape(byte b) {
        return switch (b) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'a' -> 7;
            default -> b;
        };
    }

    private static int hex(byte b) {
        return Character.digit(b, 16);
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r');
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.resp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes what clients may send, well-formed and not, from a seed. Used by one test at a time. */
final class ClientStreams {
    private static final String[] HOSTILE = {
        "*0\r\n",
        "*-1\r\n",
        "*-5\r\n",
        "*-0\r\n",
        "*\r\n",
        "*+1\r\n",
        "*01\r\n",
        "* 1\r\n",
        "*1 \r\n",
        "*1a\r\n",
        "*1\n",
        "*2147483647\r\n",
        "*2147483648\r\n",
        "*9223372036854775807\r\n",
        "*9223372036854775808\r\n",
        "*-9223372036854775808\r\n",
        "*-9223372036854775809\r\n",
        "*99999999999999999999999\r\n",
        "*18446744073709551617\r\n",
        "*1\r\n$-1\r\n",
        "*1\r\n$-2\r\n",
        "*1\r\n$\r\n",
        "*1\r\n$+4\r\n",
        "*1\r\n$04\r\nPING\r\n",
        "*1\r\n$536870913\r\n",
        "*1\r\n$536870912\r\n",
        "*1\r\n$99999999999999999999\r\n",
        "*1\r\nPING\r\n",
        "*1\r\n:4\r\n",
        "*1\r\n\r\n",
        "*1\r\n\n\r\n",
        "*1\r\n\u00e9\r\n",
        "*1\r\r$4\r\nPING\r\n",
        "*1\rx$4\rxPINGxx",
        "*2\r\n$4\r\nECHO\r\n",
        "\n",
        "\r\n",
        "\r\r\n",
        "   \r\n",
        "PING\n",
        "PING\r\n",
        "PI\rNG\r\n",
        "PING\r",
        "ECHO \0x\r\n",
        "\0\r\n",
        "\"unbalanced\r\n",
        "'unbalanced\r\n",
        "ECHO \"a\"b\r\n",
        "ECHO 'a'b\r\n",
        "ECHO a\"b c\"\r\n",
        "ECHO \"\\x41\\x4g\\\"\\\\\\n\\q\"\r\n",
        "ECHO '\\'\\n'\r\n",
        "\"\"\r\n",
        "''\r\n",
        "$4\r\n",
        "GET / HTTP/1.1\r\n",
        "*1\0\r\n",
        "*1\r\n$4\0\r\n",
        "*1\r\n$",
        "*1",
        "*"
    };
    private static final String[] NAMES = {"ECHO", "PING", "echo", "nosuch", "", "OBJECT"};

    private final Random random;

    ClientStreams(Random random) {
        this.random = random;
    }

    /** Commands as a client means them; each has a name, and any bytes in its arguments. */
    List<byte[][]> commands(int atMost) {
        List<byte[][]> commands = new ArrayList<>();
        for (int i = random.nextInt(atMost + 1); i > 0; i--) {
            commands.add(command());
        }
        return commands;
    }

    /** One command in either form, now and then behind an empty one. */
    byte[] encode(byte[]... command) {
        ByteBuf out = Unpooled.buffer();
        if (random.nextInt(8) == 0) {
            String[] empty = {"*0\r\n", "*-1\r\n", "\r\n", "\n", " \t \r\n"};
            out.writeBytes(Bytes.of(empty[random.nextInt(empty.length)]));
        }
        if (random.nextInt(3) == 0) {
            writeInline(out, command);
        } else {
            CommandEncoder.encode(out, command);
        }
        return Bytes.of(out);
    }

    /** A stream that may be anything from correct to garbage. */
    byte[] stream() {
        ByteBuf out = Unpooled.buffer();
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            byte[] piece =
                    random.nextInt(4) == 0 ? Bytes.of(HOSTILE[random.nextInt(HOSTILE.length)]) : encode(command());
            out.writeBytes(random.nextInt(5) == 0 ? mutate(piece) : piece);
        }
        return Bytes.of(out);
    }

    private byte[][] command() {
        byte[][] command = new byte[random.nextInt(10) == 0 ? 1 + random.nextInt(40) : 1 + random.nextInt(4)][];
        command[0] = Bytes.of(NAMES[random.nextInt(NAMES.length)]);
        for (int i = 1; i < command.length; i++) {
            command[i] = argument();
        }
        return command;
    }

    private byte[] argument() {
        byte[] argument = new byte[random.nextInt(20) == 0 ? random.nextInt(3000) : random.nextInt(12)];
        if (random.nextBoolean()) {
            random.nextBytes(argument);
        } else {
            String alphabet = "abc 01\"'\\x\r\n\t\0$*\u00e9\u00ff-";
            for (int i = 0; i < argument.length; i++) {
                argument[i] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
            }
        }
        return argument;
    }

    private void writeInline(ByteBuf out, byte[]... command) {
        for (int i = 0; i < command.length; i++) {
            if (i > 0) {
                out.writeBytes(Bytes.of(random.nextBoolean() ? " " : "\t  \r\f\u000b"));
            }
            writeWord(out, command[i]);
        }
        out.writeBytes(Bytes.of(random.nextBoolean() ? "\r\n" : " \n"));
    }

    private void writeWord(ByteBuf out, byte[] word) {
        String text = new String(word, StandardCharsets.ISO_8859_1);
        boolean bare = text.matches("[^\\x00\\s\"'*\\u000b][^\\x00\\s\"'\\u000b]*");
        if (bare && random.nextBoolean()) {
            out.writeBytes(word);
        } else if (text.matches("[^\\x00\\n\\\\]*") && random.nextBoolean()) {
            out.writeBytes(Bytes.of("'" + text.replace("'", "\\'") + "'"));
        } else {
            out.writeByte('"');
            for (byte b : word) {
                writeDoubleQuoted(out, b);
            }
            out.writeByte('"');
        }
    }

    private void writeDoubleQuoted(ByteBuf out, byte b) {
        int named = "\n\r\t\b\u0007\"\\".indexOf(b);
        if (named >= 0 && random.nextBoolean()) {
            out.writeByte('\\').writeByte("nrtba\"\\".charAt(named));
        } else if (named >= 0 || b == 0 || random.nextInt(4) == 0) {
            out.writeBytes(Bytes.of(String.format(random.nextBoolean() ? "\\x%02x" : "\\x%02X", b & 0xff)));
        } else {
            out.writeByte(b);
        }
    }

    private byte[] mutate(byte[] piece) {
        if (piece.length == 0) {
            return piece;
        }
        ByteBuf out = Unpooled.buffer();
        int at = random.nextInt(piece.length);
        out.writeBytes(piece, 0, at);
        switch (random.nextInt(4)) {
            case 0 -> out.writeByte(random.nextInt(256)).writeBytes(piece, at + 1, piece.length - at - 1);
            case 1 -> out.writeBytes(piece, at + 1, piece.length - at - 1);
            case 2 -> out.writeByte("\r\n*$-0 \"'".charAt(random.nextInt(9))).writeBytes(piece, at, piece.length - at);
            default -> {
                // Cut off here.
            }
        }
        return Bytes.of(out);
    }
}

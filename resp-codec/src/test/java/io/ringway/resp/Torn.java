// SPDX-License-Identifier: Apache-2.0
package io.ringway.resp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringway.resp.CommandParser.Result;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;

/** What a parser makes of a stream that comes in pieces. Immutable. */
record Torn(List<List<String>> commands, String error) {
    /** How the buffer treats the bytes that a call leaves. */
    enum Keeping {
        /** They stay where they are. */
        IN_PLACE,
        /** They move to another buffer at another index, and the old one is overwritten. */
        MOVED
    }

    /** Feeds pieces of the lengths that {@code pieces} gives. */
    static Torn parse(byte[] stream, Keeping keeping, ProtocolLimits limits, IntSupplier pieces) {
        CommandParser parser = new CommandParser();
        CommandFrame frame = new CommandFrame();
        List<List<String>> commands = new ArrayList<>();
        ByteBuf in = Unpooled.buffer(16);
        int fed = 0;
        while (true) {
            Result result = parser.parse(in, frame, limits);
            if (result == Result.COMMAND) {
                commands.add(arguments(frame));
            } else if (result == Result.ERROR) {
                return new Torn(commands, parser.error());
            } else if (fed == stream.length) {
                return new Torn(commands, "");
            } else {
                int length = Math.min(pieces.getAsInt(), stream.length - fed);
                in = keeping == Keeping.IN_PLACE ? in : move(in, fed % 7);
                in.writeBytes(stream, fed, length);
                fed += length;
            }
        }
    }

    /** Feeds the stream in one piece. */
    static Torn whole(byte[] stream, ProtocolLimits limits) {
        return parse(stream, Keeping.IN_PLACE, limits, () -> stream.length);
    }

    /** The commands as arrays again. */
    byte[] canonical() {
        ByteBuf out = Unpooled.buffer();
        for (List<String> command : commands) {
            CommandEncoder.encode(out, command.stream().map(Bytes::of).toArray(byte[][]::new));
        }
        return Bytes.of(out);
    }

    static List<String> arguments(CommandFrame frame) {
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < frame.argCount(); i++) {
            arguments.add(new String(frame.arg(i), StandardCharsets.ISO_8859_1));
        }
        return arguments;
    }

    private static ByteBuf move(ByteBuf old, int index) {
        ByteBuf moved = Unpooled.buffer(index + old.readableBytes());
        moved.writeZero(index).readerIndex(index);
        moved.writeBytes(old);
        Arrays.fill(old.array(), (byte) '!');
        return moved;
    }
}

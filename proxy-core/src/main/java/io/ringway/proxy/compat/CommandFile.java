// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.compat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.CommandParser;
import io.ringway.resp.ProtocolLimits;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Reads a file of commands, in lines as {@link CommandReader} takes them, or as servers take and write them: RESP, as in an
 * append-only file without its preamble. Stateless.
 */
public final class CommandFile {
    private static final int CHUNK_BYTES = 64 << 10;

    private CommandFile() {}

    /**
     * Hands out all commands.
     *
     * @throws IllegalArgumentException where something is no command; its message says where
     */
    public static void read(InputStream file, Consumer<RecordedCommand> commands) throws IOException {
        BufferedInputStream in = new BufferedInputStream(file);
        in.mark(1);
        int first = in.read();
        in.reset();
        if (first == '*') {
            readFrames(in, commands);
        } else if (first == 'R') {
            readRest(in, commands);
        } else {
            readLines(in, commands);
        }
    }

    private static void readRest(BufferedInputStream in, Consumer<RecordedCommand> commands) throws IOException {
        in.mark(5);
        String magic = new String(in.readNBytes(5), StandardCharsets.ISO_8859_1);
        if (magic.equals("REDIS")) {
            throw new IllegalArgumentException(
                    "it begins with a snapshot; take the .incr.aof file, or the part behind the snapshot");
        }
        in.reset();
        readLines(in, commands);
    }

    private static void readLines(InputStream in, Consumer<RecordedCommand> commands) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            RecordedCommand command;
            try {
                command = CommandReader.read(line);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("line " + number + ": " + e.getMessage());
            }
            if (command != null) {
                commands.accept(command);
            }
        }
    }

    private static void readFrames(InputStream in, Consumer<RecordedCommand> commands) throws IOException {
        ByteBuf buffer = Unpooled.buffer(CHUNK_BYTES);
        CommandFrame frame = new CommandFrame();
        CommandParser parser = new CommandParser();
        int number = 0;
        while (buffer.writeBytes(in, CHUNK_BYTES) >= 0) {
            CommandParser.Result result = parser.parse(buffer, frame, ProtocolLimits.DEFAULT);
            while (result == CommandParser.Result.COMMAND) {
                number++;
                // An append-only file may tell the time in comments, which look like commands.
                if (frame.byteAt(0, 0) != '#') {
                    commands.accept(RecordedCommand.of(frame));
                }
                result = parser.parse(buffer, frame, ProtocolLimits.DEFAULT);
            }
            if (result == CommandParser.Result.ERROR) {
                throw new IllegalArgumentException("after command " + number + ": " + parser.error());
            }
            buffer.discardReadBytes();
        }
    }
}

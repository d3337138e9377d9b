// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.compat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.CommandParser;
import io.ringway.resp.ProtocolLimits;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Reads a file of commands, in lines as {@link CommandLines} takes them, or as servers take and write them: RESP, as in an
 * append-only file without its preamble. Stateless.
 */
public final class CommandFile {
    private static final int CHUNK_BYTES = 64 << 10;
    private static final String SNAPSHOT = "REDIS";
    /** A comment in append-only files, which looks like an inline command. */
    private static final String TIMESTAMP = "#TS:";

    private CommandFile() {}

    /**
     * Hands out all commands.
     *
     * @return how much was left out, in commands: lines too long to be read, or an end that was cut off
     * @throws IllegalArgumentException where something is no command; its message says where
     */
    public static int read(InputStream file, Consumer<RecordedCommand> commands) throws IOException {
        BufferedInputStream in = new BufferedInputStream(file, CHUNK_BYTES);
        in.mark(SNAPSHOT.length());
        String beginning = new String(in.readNBytes(SNAPSHOT.length()), StandardCharsets.ISO_8859_1);
        in.reset();
        if (beginning.equals(SNAPSHOT)) {
            throw new IllegalArgumentException(
                    "it begins with a snapshot; take the .incr.aof file, or the part behind the snapshot");
        }
        if (beginning.startsWith("*") || beginning.startsWith(TIMESTAMP)) {
            return readFrames(in, commands);
        }
        CommandLines lines = new CommandLines(in);
        for (RecordedCommand command = lines.next(); command != null; command = lines.next()) {
            commands.accept(command);
        }
        return lines.skipped();
    }

    private static int readFrames(InputStream in, Consumer<RecordedCommand> commands) throws IOException {
        ByteBuf buffer = Unpooled.buffer(CHUNK_BYTES);
        CommandFrame frame = new CommandFrame();
        CommandParser parser = new CommandParser();
        int number = 0;
        while (buffer.writeBytes(in, CHUNK_BYTES) >= 0) {
            CommandParser.Result result = parser.parse(buffer, frame, ProtocolLimits.DEFAULT);
            while (result == CommandParser.Result.COMMAND) {
                if (!frame.argText(0).startsWith(TIMESTAMP)) {
                    number++;
                    commands.accept(RecordedCommand.of(frame));
                }
                result = parser.parse(buffer, frame, ProtocolLimits.DEFAULT);
            }
            if (result == CommandParser.Result.ERROR) {
                throw new IllegalArgumentException("after command " + number + ": " + parser.error());
            }
            buffer.discardReadBytes();
        }
        return buffer.isReadable() ? 1 : 0;
    }
}

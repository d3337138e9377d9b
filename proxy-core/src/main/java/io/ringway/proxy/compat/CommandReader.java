// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.compat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.CommandParser;
import io.ringway.resp.ProtocolLimits;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads commands a line at a time: as typed at redis-cli, or as MONITOR prints them. Empty lines, lines that begin with {@code #}
 * and what scripts have sent themselves are passed over. Stateless.
 */
public final class CommandReader {
    /** {@code 1700000000.123456 [0 127.0.0.1:50000] "SET" "a" "b"}, as it comes or as redis-cli shows it. */
    private static final Pattern MONITORED =
            Pattern.compile("\\+?\\d+\\.\\d+ \\[(?:\\(db(\\d+)\\)|(\\d+)) (\\S+)\\] (.*)", Pattern.DOTALL);

    private static final String SCRIPT = "lua";
    private static final int MAX_LINE_BYTES = 64 << 20;
    private static final ProtocolLimits LIMITS =
            new ProtocolLimits(MAX_LINE_BYTES, ProtocolLimits.DEFAULT.maxArguments(), MAX_LINE_BYTES, true);

    private CommandReader() {}

    /**
     * The command in a line; null where there is none.
     *
     * @param line one character for each byte
     * @throws IllegalArgumentException where the line is no command
     */
    public static @Nullable RecordedCommand read(String line) {
        String text = line.strip();
        if (text.isEmpty() || text.startsWith("#") || text.equals("OK") || text.equals("+OK")) {
            return null;
        }
        Matcher monitored = MONITORED.matcher(text);
        if (!monitored.matches()) {
            return new RecordedCommand("", RecordedCommand.UNKNOWN_DATABASE, parse(text), text);
        }
        String client = monitored.group(3);
        if (client.equals(SCRIPT)) {
            return null;
        }
        String database = monitored.group(2) == null ? monitored.group(1) : monitored.group(2);
        String command = monitored.group(4);
        return new RecordedCommand(client, Integer.parseInt(database), parse(command), command);
    }

    private static CommandFrame parse(String text) {
        ByteBuf typed = Unpooled.copiedBuffer(text + "\r\n", StandardCharsets.ISO_8859_1);
        CommandFrame frame = new CommandFrame();
        CommandParser parser = new CommandParser();
        CommandParser.Result result = parser.parse(typed, frame, LIMITS);
        if (result != CommandParser.Result.COMMAND) {
            throw new IllegalArgumentException("not a command: " + parser.error());
        }
        return frame;
    }
}

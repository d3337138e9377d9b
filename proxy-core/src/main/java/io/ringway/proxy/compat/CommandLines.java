// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.compat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.CommandParser;
import io.ringway.resp.ProtocolLimits;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads commands a line at a time: as typed at redis-cli, or as MONITOR prints them. Empty lines and lines that begin with {@code #}
 * are passed over. Confined to one thread.
 */
public final class CommandLines {
    /** {@code 1700000000.123456 [0 127.0.0.1:50000] "SET" "a" "b"}, as it comes or as redis-cli shows it. */
    private static final Pattern MONITORED =
            Pattern.compile("\\+?\\d+\\.\\d+ \\[(?:\\(db(\\d+)\\)|(\\d+)) ([^\"]+)\\] (.*)", Pattern.DOTALL);

    private static final String SCRIPT = "lua";
    /** Nobody types longer ones, and servers print values of any size. */
    private static final int MAX_LINE_BYTES = 4 << 20;

    private static final ProtocolLimits LIMITS =
            new ProtocolLimits(MAX_LINE_BYTES, ProtocolLimits.DEFAULT.maxArguments(), MAX_LINE_BYTES, true);

    private final BufferedInputStream in;
    private int number;
    private int skipped;

    public CommandLines(InputStream in) {
        this.in = in instanceof BufferedInputStream buffered ? buffered : new BufferedInputStream(in, 64 << 10);
    }

    /**
     * The next command; null at the end.
     *
     * @throws IllegalArgumentException where a line is no command; its message says which. The next call goes on behind it
     */
    public @Nullable RecordedCommand next() throws IOException {
        for (String line = readLine(); line != null; line = readLine()) {
            String text = line.strip();
            if (!text.isEmpty() && !text.startsWith("#") && !text.equals("OK") && !text.equals("+OK")) {
                return command(text);
            }
        }
        return null;
    }

    /** How many lines were too long to be read. */
    public int skipped() {
        return skipped;
    }

    private RecordedCommand command(String text) {
        Matcher monitored = MONITORED.matcher(text);
        if (!monitored.matches()) {
            return RecordedCommand.of(parse(text));
        }
        String client = monitored.group(3);
        String database = monitored.group(2) == null ? monitored.group(1) : monitored.group(2);
        return new RecordedCommand(
                client, Integer.parseInt(database), client.equals(SCRIPT), parse(monitored.group(4)));
    }

    private CommandFrame parse(String text) {
        ByteBuf typed = Unpooled.copiedBuffer(text + "\r\n", StandardCharsets.ISO_8859_1);
        CommandFrame frame = new CommandFrame();
        CommandParser parser = new CommandParser();
        CommandParser.Result result = parser.parse(typed, frame, LIMITS);
        if (result != CommandParser.Result.COMMAND) {
            String reason = parser.error().isEmpty() ? "incomplete" : parser.error();
            throw new IllegalArgumentException("line " + number + " is no command: " + reason);
        }
        return frame;
    }

    /** One character for each byte; null at the end. */
    private @Nullable String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int length = 0;
        int b = in.read();
        while (b >= 0) {
            if (b == '\n') {
                number++;
                if (length <= MAX_LINE_BYTES) {
                    return line.toString(StandardCharsets.ISO_8859_1);
                }
                skipped++;
                line.reset();
                length = 0;
            } else if (++length <= MAX_LINE_BYTES) {
                line.write(b);
            }
            b = in.read();
        }
        number++;
        return length == 0 || length > MAX_LINE_BYTES ? null : line.toString(StandardCharsets.ISO_8859_1);
    }
}

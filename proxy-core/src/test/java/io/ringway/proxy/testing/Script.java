// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.testing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.CommandParser;
import io.ringway.resp.ProtocolLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Commands to compare servers with, read from a text file; its notation is described in the scripts' {@code README.txt}.
 * Immutable.
 *
 * @param everywhere commands for each server, before the script
 */
public record Script(String name, List<Line> everywhere, List<Line> lines) {
    private static final String FOLDER = "/io/ringway/proxy/it/scripts/";
    private static final String SUFFIX = ".txt";
    private static final String README = "README.txt";
    private static final String EVERYWHERE = "@every ";

    public Script {
        everywhere = List.copyOf(everywhere);
        lines = List.copyOf(lines);
    }

    /**
     * One command.
     *
     * @param where file and line number
     * @param text the command in inline notation
     */
    public record Line(String where, String text, Sameness sameness, List<byte[]> arguments) {
        public Line {
            arguments = List.copyOf(arguments);
        }

        /** The command as an array of bulk strings. */
        public byte[] encoded() {
            return RawClient.encode(arguments.toArray(byte[][]::new));
        }

        /** The command as a line to be typed. */
        public byte[] inline() {
            return (text + "\r\n").getBytes(StandardCharsets.UTF_8);
        }

        /** The command with another argument in place of one. */
        public Line with(int index, String argument) {
            List<byte[]> changed = new ArrayList<>(arguments);
            changed.set(index, argument.getBytes(StandardCharsets.UTF_8));
            return new Line(where, text + "   with argument " + index + " = " + argument, sameness, changed);
        }

        @Override
        public String toString() {
            return where + "  " + text;
        }
    }

    /** A line of no file. */
    public static Line line(String text) {
        return parse("", text);
    }

    /** Every script there is, by name. */
    public static List<Script> all() {
        URL folder = Objects.requireNonNull(Script.class.getResource(FOLDER), FOLDER);
        try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(SUFFIX) && !file.equals(README))
                    .sorted()
                    .map(file -> load(file.substring(0, file.length() - SUFFIX.length())))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads the script of this name. */
    public static Script load(String name) {
        List<Line> everywhere = new ArrayList<>();
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String text : read(name + SUFFIX).split("\n", -1)) {
            number++;
            String where = name + SUFFIX + ":" + number;
            if (text.startsWith(EVERYWHERE)) {
                everywhere.add(parse(where, text.substring(EVERYWHERE.length())));
            } else if (!text.isBlank() && !text.startsWith("#")) {
                lines.add(parse(where, text));
            }
        }
        return new Script(name, everywhere, lines);
    }

    @Override
    public String toString() {
        return name;
    }

    private static Line parse(String where, String text) {
        Sameness sameness = switch (text.isEmpty() ? ' ' : text.charAt(0)) {
            case '?' -> Sameness.ANY_ORDER;
            case '~' -> Sameness.SHAPE;
            case '%' -> Sameness.A_MOMENT_APART;
            default -> Sameness.EXACT;
        };
        String command = sameness == Sameness.EXACT ? text : text.substring(1).stripLeading();
        ByteBuf typed = Unpooled.copiedBuffer(command + "\r\n", StandardCharsets.UTF_8);
        CommandFrame frame = new CommandFrame();
        if (new CommandParser().parse(typed, frame, ProtocolLimits.DEFAULT) != CommandParser.Result.COMMAND) {
            throw new IllegalArgumentException(where + ": not a command: " + text);
        }
        List<byte[]> arguments = new ArrayList<>();
        for (int i = 0; i < frame.argCount(); i++) {
            arguments.add(frame.arg(i));
        }
        return new Line(where, command, sameness, arguments);
    }

    private static String read(String file) {
        try (InputStream in = Objects.requireNonNull(Script.class.getResourceAsStream(FOLDER + file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

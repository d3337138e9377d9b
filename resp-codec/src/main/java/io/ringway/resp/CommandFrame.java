// SPDX-License-Identifier: Apache-2.0
package io.ringway.resp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One complete command located in a buffer: the frame as it came from the client and where its arguments lie. Argument 0
 * is the command's name. It is a view that its {@link CommandParser} points at the next command, so whoever needs an
 * argument later copies it. Inline commands appear here as the array frame they stand for. Confined to one event loop.
 */
public final class CommandFrame {
    private static final int INITIAL_ARGUMENTS = 16;
    /** A frame that held more arguments than this gives its arrays back, so that one huge command leaves no memory. */
    private static final int KEPT_ARGUMENTS = 1024;

    private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
    private int start;
    private int end;
    private int argCount;
    /** Relative to {@link #start}. */
    private int[] offsets = new int[INITIAL_ARGUMENTS];

    private int[] lengths = new int[INITIAL_ARGUMENTS];

    /** A frame of its own, for tests and for commands the proxy itself makes. */
    public static CommandFrame of(String... arguments) {
        byte[][] bytes = new byte[arguments.length][];
        for (int i = 0; i < arguments.length; i++) {
            bytes[i] = arguments[i].getBytes(StandardCharsets.UTF_8);
        }
        return of(bytes);
    }

    /** A frame of its own from raw arguments. */
    public static CommandFrame of(byte[]... arguments) {
        ByteBuf encoded = Unpooled.buffer();
        CommandEncoder.encode(encoded, arguments);
        CommandFrame frame = new CommandFrame();
        if (new CommandParser().parse(encoded, frame, ProtocolLimits.DEFAULT) != CommandParser.Result.COMMAND) {
            throw new IllegalArgumentException("a command has at least a name");
        }
        return frame;
    }

    /** How many arguments there are, the name included; at least 1. */
    public int argCount() {
        return argCount;
    }

    /** Length of an argument in bytes. */
    public int argLength(int argument) {
        return lengths[argument];
    }

    /** One byte of an argument. */
    public byte byteAt(int argument, int index) {
        return buffer.getByte(start + offsets[argument] + index);
    }

    /** A copy of an argument. */
    public byte[] arg(int argument) {
        byte[] copy = new byte[lengths[argument]];
        copyArg(argument, copy);
        return copy;
    }

    /** Copies an argument to the front of {@code target}, which must be long enough, and returns its length. */
    public int copyArg(int argument, byte[] target) {
        int length = lengths[argument];
        buffer.getBytes(start + offsets[argument], target, 0, length);
        return length;
    }

    /** An argument as text; bytes that are not UTF-8 come back as they were when a reply says this text. */
    public String argText(int argument) {
        return RespText.of(buffer, start + offsets[argument], lengths[argument]);
    }

    /** Whether an argument is this ASCII word, upper or lower case. */
    public boolean argIs(int argument, String word) {
        int length = lengths[argument];
        if (length != word.length()) {
            return false;
        }
        int from = start + offsets[argument];
        for (int i = 0; i < length; i++) {
            if (lower(buffer.getByte(from + i)) != lower((byte) word.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** The buffer that holds the whole frame in {@link #start} (inclusive) to {@link #end} (exclusive). Borrowed. */
    public ByteBuf buffer() {
        return buffer;
    }

    /** Index of the frame's first byte in {@link #buffer}. */
    public int start() {
        return start;
    }

    /** Index behind the frame's last byte in {@link #buffer}. */
    public int end() {
        return end;
    }

    /** Length of the frame in bytes. */
    public int length() {
        return end - start;
    }

    /** Index of an argument's first byte in {@link #buffer}. */
    public int argStart(int argument) {
        return start + offsets[argument];
    }

    private static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
    }

    void begin() {
        argCount = 0;
        if (offsets.length > KEPT_ARGUMENTS) {
            offsets = new int[INITIAL_ARGUMENTS];
            lengths = new int[INITIAL_ARGUMENTS];
        }
    }

    void add(int offset, int length) {
        if (argCount == offsets.length) {
            offsets = Arrays.copyOf(offsets, argCount * 2);
            lengths = Arrays.copyOf(lengths, argCount * 2);
        }
        offsets[argCount] = offset;
        lengths[argCount++] = length;
    }

    void complete(ByteBuf holder, int from, int to) {
        buffer = holder;
        start = from;
        end = to;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.resp;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Finds commands in a client's bytes: arrays of bulk strings and inline commands, by the rules and with the error texts of
 * Redis' {@code networking.c}. An incomplete command is left in the buffer and remembered, so bytes are looked at once
 * however they are torn. The buffer may move its bytes between calls, as long as its reader index stays at the same one.
 * Confined to one event loop; a parser with a command in progress belongs to one client.
 */
public final class CommandParser {
    /** What a call found. */
    public enum Result {
        /** The frame holds a command; the reader index is behind it. */
        COMMAND,
        /** More bytes are needed; see {@link CommandParser#bytesNeeded()}. */
        INCOMPLETE,
        /** The bytes are no command, see {@link CommandParser#error()}; the connection is beyond repair. */
        ERROR
    }

    private static final int NO_COMMAND = -1;
    private static final int NO_LENGTH = -1;
    /** The most that a buffer can hold. */
    private static final int MAX_FRAME_BYTES = Integer.MAX_VALUE - 8;

    /** The most digits that a long may have; as many as this overflow into a negative number, never beyond it. */
    private static final int MAX_DIGITS = 19;

    private static final long NEGATIVE = -1;
    private static final long NOT_A_NUMBER = Long.MIN_VALUE;
    private static final long NO_LINE_END = Long.MIN_VALUE + 1;

    /** Arguments yet to come, or {@link #NO_COMMAND} before a header has been read. */
    private int remaining = NO_COMMAND;
    /** How far, from the reader index, the command in progress has been read. */
    private int progress;
    /** Length of the argument whose header has been read, or {@link #NO_LENGTH}. */
    private int bulkLength = NO_LENGTH;
    /** Set by {@link #number}: index behind the line it read. */
    private int lineEnd;

    private String error = "";

    /**
     * Looks for the next command from the buffer's reader index. Empty commands are skipped, as Redis does. A command in
     * progress has left its arguments in the frame: hand over the same one until the command is complete.
     */
    public Result parse(ByteBuf in, CommandFrame frame, ProtocolLimits limits) {
        while (true) {
            if (remaining == NO_COMMAND) {
                if (!in.isReadable()) {
                    return Result.INCOMPLETE;
                }
                if (in.getByte(in.readerIndex()) != '*') {
                    Result inline = parseInline(in, frame, limits);
                    if (inline == null) {
                        continue;
                    }
                    return inline;
                }
                Result header = parseArrayHeader(in, frame, limits);
                if (header != null) {
                    return header;
                }
                if (remaining == NO_COMMAND) {
                    continue;
                }
            }
            return parseArguments(in, frame, limits);
        }
    }

    /** After {@link Result#ERROR}: the text of the error reply, without {@code -ERR }. */
    public String error() {
        return error;
    }

    /** After {@link Result#INCOMPLETE}: the least number of bytes, from the reader index, that the command has in all. */
    public int bytesNeeded() {
        return bulkLength == NO_LENGTH ? progress + 1 : progress + bulkLength + 2;
    }

    /** Whether part of an incomplete command is remembered, an inline one included: then this parser is its client's own. */
    public boolean isInProgress() {
        return remaining != NO_COMMAND || progress > 0;
    }

    /** Forgets a command in progress. */
    public void reset() {
        remaining = NO_COMMAND;
        progress = 0;
        bulkLength = NO_LENGTH;
    }

    /** Null: a header was read (of an array with arguments, or of an empty one that was skipped). */
    private @Nullable Result parseArrayHeader(ByteBuf in, CommandFrame frame, ProtocolLimits limits) {
        int start = in.readerIndex();
        long count = number(in, start + 1);
        if (count == NO_LINE_END) {
            return in.readableBytes() > limits.maxInlineBytes()
                    ? fail("too big mbulk count string")
                    : Result.INCOMPLETE;
        }
        if (count == NOT_A_NUMBER || count > limits.maxArguments()) {
            return fail("invalid multibulk length");
        }
        if (!limits.authenticated() && count > ProtocolLimits.UNAUTHENTICATED_ARGUMENTS) {
            return fail("unauthenticated multibulk length");
        }
        if (count <= 0) {
            in.readerIndex(lineEnd);
            return null;
        }
        remaining = (int) count;
        progress = lineEnd - start;
        frame.begin();
        return null;
    }

    private Result parseArguments(ByteBuf in, CommandFrame frame, ProtocolLimits limits) {
        int start = in.readerIndex();
        int end = in.writerIndex();
        int position = start + progress;
        while (remaining > 0) {
            if (bulkLength == NO_LENGTH) {
                if (position >= end) {
                    break;
                }
                byte type = in.getByte(position);
                long length = type == '$' ? number(in, position + 1) : skipLine(in, position, end);
                if (length == NO_LINE_END) {
                    if (end - position > limits.maxInlineBytes()) {
                        return fail("too big bulk count string");
                    }
                    break;
                }
                if (type != '$') {
                    return fail("expected '$', got '" + RespText.of(type) + "'");
                }
                if (length < 0 || length > limits.maxBulkBytes()) {
                    return fail("invalid bulk length");
                }
                if (!limits.authenticated() && length > ProtocolLimits.UNAUTHENTICATED_BULK_BYTES) {
                    return fail("unauthenticated bulk length");
                }
                if (lineEnd - start + length + 2L > MAX_FRAME_BYTES) {
                    return fail("invalid bulk length");
                }
                bulkLength = (int) length;
                position = lineEnd;
            }
            if (end - position < bulkLength + 2L) {
                break;
            }
            frame.add(position - start, bulkLength);
            position += bulkLength + 2;
            bulkLength = NO_LENGTH;
            remaining--;
        }
        progress = position - start;
        if (remaining > 0) {
            return Result.INCOMPLETE;
        }
        frame.complete(in, start, position);
        in.readerIndex(position);
        reset();
        return Result.COMMAND;
    }

    /** Null: an empty line was skipped. */
    private @Nullable Result parseInline(ByteBuf in, CommandFrame frame, ProtocolLimits limits) {
        int start = in.readerIndex();
        int newline = in.indexOf(start + progress, in.writerIndex(), (byte) '\n');
        if (newline >= 0 && in.indexOf(start, newline, (byte) 0) >= 0) {
            // Redis looks for line ends with strchr: a line with a zero byte in it never ends, until it is too long.
            newline = -1;
        }
        int lineLength = newline < 0 ? in.readableBytes() : newline - start;
        if (lineLength > limits.maxInlineBytes()) {
            return fail("too big inline request");
        }
        if (newline < 0) {
            progress = lineLength;
            return Result.INCOMPLETE;
        }
        progress = 0;
        if (lineLength > 0 && in.getByte(newline - 1) == '\r') {
            lineLength--;
        }
        byte[] line = new byte[lineLength];
        in.getBytes(start, line);
        in.readerIndex(newline + 1);
        byte[][] arguments = InlineCommand.split(line);
        if (arguments == null) {
            return fail("unbalanced quotes in request");
        }
        if (arguments.length == 0) {
            return null;
        }
        InlineCommand.fill(frame, arguments);
        return Result.COMMAND;
    }

    /** Reads a decimal number up to {@code \r\n} as strictly as Redis' string2ll; all negative ones are the same here. */
    private long number(ByteBuf in, int from) {
        int end = in.writerIndex();
        int position = from;
        boolean negative = false;
        if (position < end && in.getByte(position) == '-') {
            negative = true;
            position++;
        }
        int firstDigit = position;
        long value = 0;
        while (position < end) {
            byte b = in.getByte(position);
            if (b >= '0' && b <= '9') {
                value = value * 10 + (b - '0');
                position++;
                continue;
            }
            if (b != '\r') {
                return skipLine(in, position, end);
            }
            if (position + 1 >= end) {
                return NO_LINE_END;
            }
            lineEnd = position + 2;
            int digits = position - firstDigit;
            boolean leadingZero = digits > 1 && in.getByte(firstDigit) == '0';
            if (digits == 0 || digits > MAX_DIGITS || leadingZero) {
                return NOT_A_NUMBER;
            }
            if (negative) {
                return value > 0 || value == Long.MIN_VALUE ? NEGATIVE : NOT_A_NUMBER;
            }
            return value >= 0 ? value : NOT_A_NUMBER;
        }
        return NO_LINE_END;
    }

    /** Something other than digits: an error once its line is complete, as in Redis. */
    private static long skipLine(ByteBuf in, int position, int end) {
        int lineEnd = in.indexOf(position, end, (byte) '\r');
        boolean ended = lineEnd >= 0 && lineEnd + 1 < end && in.indexOf(position, lineEnd, (byte) 0) < 0;
        return ended ? NOT_A_NUMBER : NO_LINE_END;
    }

    private Result fail(String text) {
        reset();
        error = "Protocol error: " + text;
        return Result.ERROR;
    }
}

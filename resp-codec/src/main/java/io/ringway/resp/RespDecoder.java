// SPDX-License-Identifier: Apache-2.0
package io.ringway.resp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reads one complete reply, RESP2 or RESP3, into a {@link RespValue}: for merges, the control plane and tests. Replies that
 * pass through are left to {@link ReplyScanner}. Stateless for its callers: a decoder lives for one call.
 */
public final class RespDecoder {
    /** Deepest nesting; Redis' own replies stay below ten. */
    static final int MAX_DEPTH = 128;

    /** The shortest value, {@code _\r\n}. */
    private static final int MIN_VALUE_BYTES = 3;
    /** Room for elements beyond this is made as they are read, since each level of a nested reply may claim many. */
    private static final int INITIAL_ELEMENTS = 64;

    private final ByteBuf in;
    private int position;

    private RespDecoder(ByteBuf in) {
        this.in = in;
        position = in.readerIndex();
    }

    /**
     * Reads the reply at the front of {@code reply}.
     *
     * @throws MalformedReplyException where the bytes do not begin with a whole reply
     */
    public static RespValue decode(byte[] reply) {
        return decode(Unpooled.wrappedBuffer(reply));
    }

    /**
     * Reads the reply at the reader index, and moves that index behind it.
     *
     * @throws MalformedReplyException where the readable bytes do not begin with a whole reply; the reader index stays
     */
    public static RespValue decode(ByteBuf in) {
        RespDecoder decoder = new RespDecoder(in);
        RespValue value = decoder.value(0);
        in.readerIndex(decoder.position);
        return value;
    }

    private RespValue value(int depth) {
        if (depth > MAX_DEPTH) {
            throw new MalformedReplyException("reply nested deeper than " + MAX_DEPTH + " levels");
        }
        int typeAt = position;
        int line = lineEnd();
        position = line + 2;
        int from = typeAt + 1;
        byte type = in.getByte(typeAt);
        return switch (type) {
            case '+' -> new RespValue.SimpleString(text(from, line));
            case '-' -> new RespValue.Err(text(from, line));
            case ':' -> new RespValue.Int(integer(text(from, line)));
            case '_' -> empty(from, line);
            case '#' -> bool(text(from, line));
            case ',' -> dbl(text(from, line));
            case '(' -> new RespValue.BigNumber(text(from, line));
            case '$' -> bulk(from, line);
            case '=' -> verbatim(from, line);
            case '!' -> bulkError(from, line);
            case '*' -> elements(from, line, depth, RespValue.Array::new);
            case '~' -> elements(from, line, depth, RespValue.SetOf::new);
            case '>' -> elements(from, line, depth, RespValue.Push::new);
            case '%' -> map(from, line, depth);
            case '|' -> attributed(from, line, depth);
            default -> throw new MalformedReplyException("no type of reply begins with " + RespText.of(type));
        };
    }

    private RespValue elements(int from, int line, int depth, Function<List<RespValue>, RespValue> make) {
        long count = length(from, line);
        return count < 0 ? RespValue.NULL_ARRAY : make.apply(values(count, depth));
    }

    private RespValue map(int from, int line, int depth) {
        long count = length(from, line);
        return count < 0 ? RespValue.NULL_ARRAY : new RespValue.MapOf(values(2 * count, depth));
    }

    private RespValue attributed(int from, int line, int depth) {
        long count = length(from, line);
        if (count < 0) {
            throw new MalformedReplyException("attributes without a count");
        }
        List<RespValue> attributes = values(2 * count, depth);
        return new RespValue.Attributed(attributes, value(depth + 1));
    }

    private List<RespValue> values(long count, int depth) {
        if (count * MIN_VALUE_BYTES > in.writerIndex() - position) {
            throw new MalformedReplyException("reply ends before its " + count + " elements");
        }
        List<RespValue> values = new ArrayList<>((int) Math.min(count, INITIAL_ELEMENTS));
        for (long i = 0; i < count; i++) {
            values.add(value(depth + 1));
        }
        return values;
    }

    private RespValue bulk(int from, int line) {
        long length = length(from, line);
        return length < 0 ? RespValue.NULL : new RespValue.Bulk(bytes(length));
    }

    private RespValue bulkError(int from, int line) {
        long length = length(from, line);
        return length < 0 ? RespValue.NULL : new RespValue.Err(RespText.of(bytes(length)), true);
    }

    private RespValue verbatim(int from, int line) {
        long length = length(from, line);
        if (length < 0) {
            return RespValue.NULL;
        }
        int start = position;
        byte[] bytes = bytes(length);
        if (bytes.length < 4 || bytes[3] != ':') {
            throw new MalformedReplyException("verbatim string without a format");
        }
        return new RespValue.Verbatim(text(start, start + 3), text(start + 4, start + bytes.length));
    }

    private byte[] bytes(long length) {
        if (length + 2 > in.writerIndex() - position) {
            throw new MalformedReplyException("reply ends before its " + length + " bytes");
        }
        byte[] bytes = new byte[(int) length];
        in.getBytes(position, bytes);
        position += bytes.length;
        if (lineEnd() != position) {
            throw new MalformedReplyException("bulk longer than its " + length + " bytes");
        }
        position += 2;
        return bytes;
    }

    /** Index of the {@code \r\n} that ends the line at {@link #position}. */
    private int lineEnd() {
        int found = in.indexOf(position, in.writerIndex(), (byte) '\r');
        if (found < 0 || found + 1 >= in.writerIndex()) {
            throw new MalformedReplyException("reply ends within a line");
        }
        if (in.getByte(found + 1) != '\n') {
            throw new MalformedReplyException("line does not end with \\r\\n");
        }
        return found;
    }

    private long length(int from, int line) {
        long length = ReplyScanner.number(in, from, line);
        if (length < -1) {
            throw new MalformedReplyException("invalid length");
        }
        return length;
    }

    private String text(int from, int to) {
        return RespText.of(in, from, to - from);
    }

    private static long integer(String text) {
        try {
            DoubleText.requireOnly("0123456789+-", text);
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new MalformedReplyException("invalid integer", e);
        }
    }

    private static RespValue dbl(String text) {
        try {
            return new RespValue.Dbl(DoubleText.parse(text), text);
        } catch (NumberFormatException e) {
            throw new MalformedReplyException("invalid double", e);
        }
    }

    private static RespValue bool(String text) {
        return switch (text) {
            case "t" -> new RespValue.Bool(true);
            case "f" -> new RespValue.Bool(false);
            default -> throw new MalformedReplyException("invalid boolean");
        };
    }

    private static RespValue empty(int from, int line) {
        if (from != line) {
            throw new MalformedReplyException("null with a value");
        }
        return RespValue.NULL;
    }
}

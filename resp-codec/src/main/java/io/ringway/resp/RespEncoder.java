// SPDX-License-Identifier: Apache-2.0
package io.ringway.resp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.ringway.resp.RespValue.Array;
import io.ringway.resp.RespValue.Attributed;
import io.ringway.resp.RespValue.BigNumber;
import io.ringway.resp.RespValue.Bool;
import io.ringway.resp.RespValue.Bulk;
import io.ringway.resp.RespValue.Dbl;
import io.ringway.resp.RespValue.Err;
import io.ringway.resp.RespValue.Int;
import io.ringway.resp.RespValue.MapOf;
import io.ringway.resp.RespValue.Null;
import io.ringway.resp.RespValue.NullArray;
import io.ringway.resp.RespValue.Push;
import io.ringway.resp.RespValue.SetOf;
import io.ringway.resp.RespValue.SimpleString;
import io.ringway.resp.RespValue.Verbatim;
import java.util.List;

/** Writes {@link RespValue}s in either protocol, with the down-conversions that Redis itself applies for RESP2. Stateless. */
public final class RespEncoder {
    private static final byte[] NULL_RESP3 = {'_', '\r', '\n'};

    private RespEncoder() {}

    /** Appends a value as a client of this protocol version expects it. */
    public static void encode(ByteBuf out, RespValue value, Protocol protocol) {
        boolean resp3 = protocol == Protocol.RESP3;
        if (value instanceof Bulk bulk) {
            writeBulk(out, '$', bulk.bytes());
        } else if (value instanceof Int integer) {
            writeInt(out, integer.value());
        } else if (value instanceof SimpleString simple) {
            writeLine(out, '+', simple.text());
        } else if (value instanceof Err error) {
            writeError(out, error, resp3);
        } else if (value instanceof Null) {
            writeNull(out, '$', resp3);
        } else if (value instanceof NullArray) {
            writeNull(out, '*', resp3);
        } else if (value instanceof Attributed attributed) {
            if (resp3) {
                List<RespValue> attributes = attributed.attributes();
                writeAll(out, '|', attributes.size() / 2, attributes, protocol);
            }
            encode(out, attributed.value(), protocol);
        } else if (!writeScalar(out, value, resp3)) {
            writeAggregate(out, value, protocol);
        }
    }

    /** The types that RESP3 added and RESP2 clients see as bulk strings or integers. */
    private static boolean writeScalar(ByteBuf out, RespValue value, boolean resp3) {
        if (value instanceof Dbl number) {
            writeLineOrBulk(out, ',', number.text(), resp3);
        } else if (value instanceof BigNumber number) {
            writeLineOrBulk(out, '(', number.digits(), resp3);
        } else if (value instanceof Bool bool) {
            if (resp3) {
                writeLine(out, '#', bool.value() ? "t" : "f");
            } else {
                writeInt(out, bool.value() ? 1 : 0);
            }
        } else if (value instanceof Verbatim verbatim) {
            if (resp3) {
                writeBulk(out, '=', RespText.bytes(verbatim.format() + ':' + verbatim.text()));
            } else {
                writeBulk(out, '$', RespText.bytes(verbatim.text()));
            }
        } else {
            return false;
        }
        return true;
    }

    private static void writeAggregate(ByteBuf out, RespValue value, Protocol protocol) {
        boolean resp3 = protocol == Protocol.RESP3;
        if (value instanceof Array array) {
            writeAll(out, '*', array.elements().size(), array.elements(), protocol);
        } else if (value instanceof MapOf map) {
            int size = map.entries().size();
            writeAll(out, resp3 ? '%' : '*', resp3 ? size / 2 : size, map.entries(), protocol);
        } else if (value instanceof SetOf set) {
            writeAll(out, resp3 ? '~' : '*', set.elements().size(), set.elements(), protocol);
        } else if (value instanceof Push push) {
            writeAll(out, resp3 ? '>' : '*', push.elements().size(), push.elements(), protocol);
        } else {
            throw new AssertionError("no such reply type: " + value);
        }
    }

    private static void writeAll(ByteBuf out, char type, int count, List<RespValue> values, Protocol protocol) {
        CommandEncoder.header(out, type, count);
        for (RespValue value : values) {
            encode(out, value, protocol);
        }
    }

    private static void writeError(ByteBuf out, Err error, boolean resp3) {
        if (error.bulk() && resp3) {
            writeBulk(out, '!', RespText.bytes(error.text()));
        } else {
            writeLine(out, '-', error.text());
        }
    }

    private static void writeNull(ByteBuf out, char resp2Type, boolean resp3) {
        if (resp3) {
            out.writeBytes(NULL_RESP3);
        } else {
            CommandEncoder.header(out, resp2Type, -1);
        }
    }

    private static void writeLineOrBulk(ByteBuf out, char type, String text, boolean resp3) {
        if (resp3) {
            writeLine(out, type, text);
        } else {
            writeBulk(out, '$', RespText.bytes(text));
        }
    }

    private static void writeInt(ByteBuf out, long value) {
        if (value >= 0 && value < 10) {
            CommandEncoder.header(out, ':', (int) value);
            return;
        }
        out.writeByte(':');
        ByteBufUtil.writeAscii(out, Long.toString(value));
        out.writeShort(CommandEncoder.CRLF);
    }

    private static void writeLine(ByteBuf out, char type, String text) {
        out.writeByte(type);
        RespText.writeLine(out, text);
        out.writeShort(CommandEncoder.CRLF);
    }

    private static void writeBulk(ByteBuf out, char type, byte[] bytes) {
        CommandEncoder.header(out, type, bytes.length);
        out.writeBytes(bytes);
        out.writeShort(CommandEncoder.CRLF);
    }
}

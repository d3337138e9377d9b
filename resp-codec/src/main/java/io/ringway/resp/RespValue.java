// SPDX-License-Identifier: Apache-2.0
package io.ringway.resp;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A reply as a value, for what the proxy itself answers and merges. Replies that merely pass through are never turned into
 * values. Values know RESP3; {@link RespEncoder} writes what a RESP2 client gets instead. Immutable.
 */
public sealed interface RespValue {
    RespValue OK = new SimpleString("OK");
    RespValue NULL = new Null();
    /** The absent array: {@code *-1} in RESP2, a plain null in RESP3. */
    RespValue NULL_ARRAY = new NullArray();

    static RespValue bulk(String text) {
        return new Bulk(text.getBytes(StandardCharsets.UTF_8));
    }

    static RespValue integer(long value) {
        return new Int(value);
    }

    /** An error; the text begins with its code, as in {@code ERR syntax error}. */
    static RespValue error(String text) {
        return new Err(text);
    }

    static RespValue array(RespValue... elements) {
        return new Array(List.of(elements));
    }

    record SimpleString(String text) implements RespValue {}

    record Err(String text) implements RespValue {}

    record Int(long value) implements RespValue {}

    /** Binary-safe; the array is not copied, so hand over one that nobody changes. */
    @SuppressWarnings("ArrayRecordComponent") // a reply is encoded, never compared
    record Bulk(byte[] bytes) implements RespValue {}

    record Null() implements RespValue {}

    record NullArray() implements RespValue {}

    record Bool(boolean value) implements RespValue {}

    record Dbl(double value) implements RespValue {}

    record BigNumber(String digits) implements RespValue {}

    /** @param format three letters, {@code txt} or {@code mkd} */
    record Verbatim(String format, String text) implements RespValue {}

    record Array(List<RespValue> elements) implements RespValue {
        public Array {
            elements = List.copyOf(elements);
        }
    }

    record SetOf(List<RespValue> elements) implements RespValue {
        public SetOf {
            elements = List.copyOf(elements);
        }
    }

    record Push(List<RespValue> elements) implements RespValue {
        public Push {
            elements = List.copyOf(elements);
        }
    }

    /** @param entries keys and values in turn, so an even number of them */
    record MapOf(List<RespValue> entries) implements RespValue {
        public MapOf {
            entries = List.copyOf(entries);
        }
    }

    /** A reply with attributes in front of it; RESP2 clients see the reply alone. */
    record Attributed(List<RespValue> attributes, RespValue value) implements RespValue {
        public Attributed {
            attributes = List.copyOf(attributes);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.resp;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reply as a value, for what the proxy itself answers and merges. Replies that merely pass through are never turned into
 * values. Values know RESP3; {@link RespEncoder} writes what a RESP2 client gets instead. Texts are UTF-8 on the wire; bytes
 * of a server's text that are not come back as they were when the value is written again. Immutable.
 */
public sealed interface RespValue {
    RespValue OK = new SimpleString("OK");
    RespValue NULL = new Null();
    /** The absent array: {@code *-1} in RESP2, a plain null in RESP3. */
    RespValue NULL_ARRAY = new NullArray();

    static RespValue bulk(String text) {
        return new Bulk(RespText.bytes(text));
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

    /**
     * An error.
     *
     * @param bulk whether it came in RESP3's {@code !} form, which may hold line ends
     */
    record Err(String text, boolean bulk) implements RespValue {
        public Err(String text) {
            this(text, false);
        }
    }

    record Int(long value) implements RespValue {}

    /** Binary-safe; the array is not copied, so hand over one that nobody changes. */
    @SuppressWarnings("ArrayRecordComponent") // equality is by content, below
    record Bulk(byte[] bytes) implements RespValue {
        /** The bytes as text. */
        public String text() {
            return RespText.of(bytes);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Bulk bulk && Arrays.equals(bytes, bulk.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "Bulk[" + text() + "]";
        }
    }

    record Null() implements RespValue {}

    record NullArray() implements RespValue {}

    record Bool(boolean value) implements RespValue {}

    /**
     * A floating point number.
     *
     * @param text the number as a server wrote it, or as Redis would
     */
    record Dbl(double value, String text) implements RespValue {
        public Dbl(double value) {
            this(value, DoubleText.of(value));
        }
    }

    record BigNumber(String digits) implements RespValue {}

    /**
     * A text and what it is written in.
     *
     * @param format three letters, {@code txt} or {@code mkd}
     */
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

    /**
     * Keys and their values, in the order they came.
     *
     * @param entries keys and values in turn, so an even number of them
     */
    record MapOf(List<RespValue> entries) implements RespValue {
        public MapOf {
            entries = RespValue.pairs(entries);
        }
    }

    /**
     * A reply with attributes in front of it; RESP2 clients see the reply alone.
     *
     * @param attributes keys and values in turn, so an even number of them
     */
    record Attributed(List<RespValue> attributes, RespValue value) implements RespValue {
        public Attributed {
            attributes = RespValue.pairs(attributes);
        }
    }

    private static List<RespValue> pairs(List<RespValue> entries) {
        if (entries.size() % 2 != 0) {
            throw new IllegalArgumentException("a key without a value: " + entries.size() + " entries");
        }
        return List.copyOf(entries);
    }
}

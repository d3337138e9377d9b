// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.history;

import io.ringway.resp.RespValue;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One operation as commands: the reply of the last one tells what became of it. Immutable.
 *
 * @param key number of the key
 * @param value what it writes
 * @param livesNanos how long that lives
 * @param valueIn finds what was read in the last reply
 */
record Action(Operation.Kind kind, int key, long value, long livesNanos, List<String[]> commands, ValueIn valueIn) {
    /** Finds what was read. */
    interface ValueIn {
        long find(RespValue reply);
    }

    static Action read(int key, ValueIn valueIn, String... command) {
        return new Action(
                Operation.Kind.READ, key, Operation.ABSENT, Operation.NEVER, List.<String[]>of(command), valueIn);
    }

    static Action write(int key, long value, String... command) {
        return new Action(
                Operation.Kind.WRITE, key, value, Operation.NEVER, List.<String[]>of(command), reply -> value);
    }

    static Action delete(int key, String... command) {
        return new Action(
                Operation.Kind.DELETE,
                key,
                Operation.ABSENT,
                Operation.NEVER,
                List.<String[]>of(command),
                reply -> Operation.ABSENT);
    }

    Action living(long nanos) {
        return new Action(kind, key, value, nanos, commands, valueIn);
    }

    /** The value that a reply is. */
    static long value(RespValue reply) {
        if (reply instanceof RespValue.Bulk bulk) {
            String text = new String(bulk.bytes(), StandardCharsets.ISO_8859_1);
            return text.isEmpty() ? Operation.ABSENT : Long.parseLong(text);
        }
        return Operation.ABSENT;
    }

    /** The value of the element of an array. */
    static long element(RespValue reply, int index) {
        List<RespValue> elements = elements(reply);
        return index < elements.size() ? value(elements.get(index)) : Operation.ABSENT;
    }

    static List<RespValue> elements(RespValue reply) {
        if (reply instanceof RespValue.Array array) {
            return array.elements();
        }
        return reply instanceof RespValue.MapOf map ? map.entries() : List.of();
    }
}

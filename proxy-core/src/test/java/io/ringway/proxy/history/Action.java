// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.history;

import io.ringway.resp.RespValue;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One operation as commands, of which one tells by its reply what became of it. Immutable.
 *
 * @param key number of the key
 * @param value what it writes
 * @param livesNanos how long that lives
 * @param telling the place of the command that tells
 * @param valueIn finds what was read in its reply
 */
record Action(
        Operation.Kind kind,
        int key,
        long value,
        long livesNanos,
        List<String[]> commands,
        int telling,
        ValueIn valueIn) {
    /** Finds what was read. */
    interface ValueIn {
        long find(RespValue reply);
    }

    static Action read(int key, ValueIn valueIn, String... command) {
        return new Action(
                Operation.Kind.READ, key, Operation.ABSENT, Operation.NEVER, List.<String[]>of(command), 0, valueIn);
    }

    static Action write(int key, long value, String... command) {
        return writeInSteps(key, value, 0, command);
    }

    /** @param telling the place of the command that writes, or of the one that says whether that came to pass */
    static Action writeInSteps(int key, long value, int telling, String[]... commands) {
        return new Action(
                Operation.Kind.WRITE, key, value, Operation.NEVER, List.of(commands), telling, reply -> value);
    }

    static Action delete(int key, String... command) {
        return deleteInSteps(key, 0, command);
    }

    static Action deleteInSteps(int key, int telling, String[]... commands) {
        return new Action(
                Operation.Kind.DELETE,
                key,
                Operation.ABSENT,
                Operation.NEVER,
                List.of(commands),
                telling,
                reply -> Operation.ABSENT);
    }

    Action living(long nanos) {
        return new Action(kind, key, value, nanos, commands, telling, valueIn);
    }

    /** Whether a change did not happen, and will not. */
    boolean cameToNothing(RespValue reply) {
        boolean nothingCopied = commands.get(telling)[0].equals("COPY");
        return reply.equals(RespValue.NULL)
                || reply.equals(RespValue.NULL_ARRAY)
                || (reply instanceof RespValue.Err error && error.text().equals("ERR no such key"))
                || (nothingCopied && reply.equals(RespValue.integer(0)));
    }

    /** Whether a change did not happen, but may yet: what was not moved is still there, for a later MOVE whose own value was lost. */
    boolean mayStillHappen(RespValue reply) {
        return commands.get(telling)[0].equals("MOVE") && reply.equals(RespValue.integer(0));
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

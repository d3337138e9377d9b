// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.command;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Where some of a command's keys are, as Redis 7 describes it: how to find the first, then how to find the others. Immutable.
 *
 * @param flags such as {@code RO}, {@code RW}, {@code OW}, {@code not_key}, {@code incomplete}, in the server's order
 */
public record KeySpec(Begin begin, Find find, Set<String> flags) {
    public KeySpec {
        flags = Collections.unmodifiableSet(new LinkedHashSet<>(flags));
    }

    /** Where the search begins. */
    public sealed interface Begin {}

    /** At an argument's index. */
    public record AtIndex(int index) implements Begin {}

    /** Behind a keyword, searched from an argument on; backwards from the end where {@code from} is negative. */
    public record AtKeyword(String keyword, int from) implements Begin {}

    /** The command alone knows. */
    public record UnknownBegin() implements Begin {}

    /** Which arguments from there on are keys. */
    public sealed interface Find {}

    /**
     * A run of arguments.
     *
     * @param last offset of the last key from the first; negative counts from the end, -1 is the last argument
     * @param step distance between keys
     * @param limit with last -1: 0 or 1 for all the rest, 2 for the first half of it, and so on
     */
    public record Range(int last, int step, int limit) implements Find {}

    /**
     * A number of keys and the keys, all as offsets from the begin.
     *
     * @param numKeysAt offset of the number
     * @param firstKey offset of the first key
     * @param step distance between keys
     */
    public record KeyNum(int numKeysAt, int firstKey, int step) implements Find {}

    /** The command alone knows. */
    public record UnknownFind() implements Find {}
}

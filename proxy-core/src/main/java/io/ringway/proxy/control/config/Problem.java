// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

import java.util.Comparator;

/**
 * Something that the user has to change in a file. Immutable.
 *
 * @param file as the user named it
 * @param line from 1; 0 where the trouble is with the file as a whole
 * @param column from 1
 */
public record Problem(String file, int line, int column, String text) implements Comparable<Problem> {
    private static final Comparator<Problem> BY_POSITION = Comparator.comparingInt(Problem::line)
            .thenComparingInt(Problem::column)
            .thenComparing(Problem::text);

    @Override
    public int compareTo(Problem other) {
        return BY_POSITION.compare(this, other);
    }

    @Override
    public String toString() {
        return line == 0 ? file + ": " + text : file + ":" + line + ":" + column + ": " + text;
    }
}

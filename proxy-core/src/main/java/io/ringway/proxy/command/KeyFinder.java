// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.command;

import io.ringway.resp.CommandFrame;

/**
 * Finds the keys among the arguments of one command of the table. Commands whose key specs say too little have a class of their
 * own. Immutable.
 */
public interface KeyFinder {
    /** What {@link #onlyKeyAt} answers where the number of keys, or their place, depends on the arguments. */
    int VARIES = 0;

    /**
     * Replaces what is in {@code keys} by the positions of the command's keys; its number of arguments fits its arity. False
     * where the arguments are such that there is no telling: then servers refuse the command.
     */
    boolean find(CommandFrame command, KeyPositions keys);

    /** The index of the one key that the command always has, or {@link #VARIES}. */
    default int onlyKeyAt() {
        return VARIES;
    }

    /** Whether {@link #of} has a finder for a row, so that no server need be asked. */
    static boolean isKnownFor(CommandSpec row) {
        return SpecifiedKeys.suffice(row);
    }

    /**
     * The finder for a row of the table.
     *
     * @throws IllegalArgumentException where the row says too little and we know no more
     */
    static KeyFinder of(CommandSpec row) {
        return switch (row.name()) {
            case "sort" -> new SortKeys();
            case "sort_ro" -> new FirstArgumentKey();
            case "georadius", "georadiusbymember" -> new GeoRadiusKeys();
            case "migrate" -> new MigrateKeys();
            case "xread", "xreadgroup" -> new StreamKeys();
            default -> SpecifiedKeys.of(row);
        };
    }
}

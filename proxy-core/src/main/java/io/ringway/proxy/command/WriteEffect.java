// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.command;

import java.util.Set;

/** What a command may change, as far as its row tells. Immutable. */
public enum WriteEffect {
    NOTHING,
    /** The keys that are among its arguments. */
    ITS_KEYS,
    /** There is no telling: anything on the shard. Scripts too, as they may touch keys that they do not declare. */
    ANYTHING;

    /** Commands that are neither flagged as reads nor as writes, and are known to change no key. */
    private static final Set<String> HARMLESS = Set.of(
            "publish",
            "spublish",
            "ping",
            "echo",
            "time",
            "wait",
            "waitaof",
            "script|exists",
            "script|flush",
            "script|load");

    /** The effect of a row's command. */
    public static WriteEffect of(CommandSpec row) {
        if (row.flags().contains("readonly")
                || HARMLESS.contains(row.name())
                || row.name().endsWith("|help")) {
            return NOTHING;
        }
        boolean tellsKeys = row.flags().contains("write") && !row.keySpecs().isEmpty();
        return tellsKeys ? ITS_KEYS : ANYTHING;
    }
}

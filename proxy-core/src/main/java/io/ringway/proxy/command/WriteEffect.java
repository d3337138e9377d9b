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

    /** Groups of commands that servers flag as writes where they are; the others are scripts, and what we do not know. */
    private static final Set<String> FLAGGED =
            Set.of("connection", "generic", "pubsub", "ringway", "server", "stream", "transactions");

    private static final String ABOUT_SCRIPTS = "script|";
    private static final String ABOUT_FUNCTIONS = "function|";
    private static final String HELP = "|help";
    private static final String DEBUG = "debug";

    /** The effect of a row's command. */
    public static WriteEffect of(CommandSpec row) {
        if (row.name().startsWith(ABOUT_SCRIPTS) || row.name().startsWith(ABOUT_FUNCTIONS)) {
            return NOTHING;
        }
        if (row.flags().contains("write")) {
            return row.keySpecs().isEmpty() ? ANYTHING : ITS_KEYS;
        }
        String name = row.name();
        boolean changesNothing = row.flags().contains("readonly")
                || name.endsWith(HELP)
                || (FLAGGED.contains(row.group()) && !name.startsWith(DEBUG));
        return changesNothing ? NOTHING : ANYTHING;
    }
}

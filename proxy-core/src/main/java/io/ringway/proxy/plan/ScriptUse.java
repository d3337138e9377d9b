// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan;

import io.ringway.proxy.command.CommandSpec;
import org.jspecify.annotations.Nullable;

/** What a command has to do with scripts that the proxy remembers. */
public enum ScriptUse {
    /** It brings a script and carries it out: EVAL. */
    SENDS("script", 1),
    /** It brings a script to be called later: SCRIPT LOAD. */
    LOADS("script-load", 2),
    /** It calls a script by its digest: EVALSHA. */
    CALLS("script-call", 1),
    /** It forgets all scripts: SCRIPT FLUSH. */
    FLUSHES("script-flush", 0);

    private final String planner;
    private final int argument;

    ScriptUse(String planner, int argument) {
        this.planner = planner;
        this.argument = argument;
    }

    /** The use of a row's command, by the name of its planner; null where it has none. */
    public static @Nullable ScriptUse of(CommandSpec row) {
        return of(row.planner());
    }

    /** The use that a planner is for, by its name in the table; null where it is for none. */
    public static @Nullable ScriptUse of(String planner) {
        for (ScriptUse use : values()) {
            if (use.planner.equals(planner)) {
                return use;
            }
        }
        return null;
    }

    /** The index of the argument that is the script or its digest; 0 where there is none. */
    public int argument() {
        return argument;
    }
}

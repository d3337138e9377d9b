// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.metrics;

import io.ringway.proxy.command.CommandSpec;
import java.util.Locale;

/** The kinds of commands that latencies are kept apart for. Immutable. */
public enum CommandClass {
    /** Changes nothing. */
    READ,
    /** May change keys. */
    WRITE,
    /** Neither, by the server's own flags: scripts that do not say, administration, connection commands. */
    OTHER;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The class of a command; look it up once per row of the table, not once per command. */
    public static CommandClass of(CommandSpec spec) {
        if (spec.flags().contains("readonly")) {
            return READ;
        }
        return spec.flags().contains("write") ? WRITE : OTHER;
    }

    /** The value of the label {@code command_class}. */
    public String label() {
        return label;
    }
}

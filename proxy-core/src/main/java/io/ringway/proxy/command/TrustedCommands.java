// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.command;

import io.ringway.proxy.command.KeySpec.AtIndex;
import io.ringway.proxy.command.KeySpec.Range;
import java.util.List;
import java.util.Locale;

/**
 * Commands outside of the table of which the user knows that they depend on, and change, nothing but the keys that they name. What
 * that is good for is decided by what a shard says of them. Immutable.
 *
 * @param names in lower case; that of a command with subcommands is for all of these
 */
public record TrustedCommands(List<String> names) {
    public TrustedCommands {
        names = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    }

    /** What a learned row is trusted with. */
    public Trust of(CommandSpec row) {
        if (!names.contains(row.name().replaceFirst("\\|.*", ""))) {
            return Trust.NONE;
        }
        boolean reads = row.flags().contains("readonly");
        if (reads == row.flags().contains("write")) {
            return Trust.NEITHER;
        }
        if (!KeyFinder.isKnownFor(row) || row.flags().contains("movablekeys")) {
            return Trust.UNKNOWN_KEYS;
        }
        return reads ? ofRead(row) : Trust.WRITES_ITS_KEYS;
    }

    private Trust ofRead(CommandSpec row) {
        boolean oneKey = row.keySpecs().size() == 1
                && row.keySpecs().get(0).begin() instanceof AtIndex begin
                && begin.index() == 1
                && row.keySpecs().get(0).find() instanceof Range range
                && range.last() == 0;
        return oneKey && names.contains(row.name()) ? Trust.READS_ONE_KEY : Trust.READS_OTHERWISE;
    }

    /** What a command is trusted with, or why with nothing. Immutable. */
    public enum Trust {
        /** Nobody has said anything of it. */
        NONE("not trusted"),
        READS_ONE_KEY("remembered"),
        READS_OTHERWISE("not remembered: it has more than one key, or has it elsewhere than behind its name"),
        WRITES_ITS_KEYS("makes its keys be read anew, and not the whole shard"),
        UNKNOWN_KEYS("ignored: the shard's description does not tell all of its keys"),
        NEITHER("ignored: the shard says neither that it reads nor that it writes");

        private final String text;

        Trust(String text) {
            this.text = text;
        }

        /** For people. */
        public String text() {
            return text;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.command;

import io.ringway.resp.CommandFrame;

/**
 * Finds the keys of XREAD and XREADGROUP: the first half of what follows STREAMS. The key specs look for that word alone, which
 * a group or consumer may be called too; here options are passed over with their values. Stateless.
 */
public final class StreamKeys implements KeyFinder {
    @Override
    public boolean find(CommandFrame command, KeyPositions keys) {
        keys.clear();
        int streams = optionAt(command, "STREAMS");
        int first = streams + 1;
        int count = (command.argCount() - first) / 2;
        if (streams == 0 || count == 0) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            keys.add(first + i);
        }
        return true;
    }

    /** The index of BLOCK, where the command may wait for entries to come, else 0. */
    public static int blockAt(CommandFrame command) {
        return optionAt(command, "BLOCK");
    }

    /** The index of an option, at the latest of STREAMS, or 0. */
    private static int optionAt(CommandFrame command, String option) {
        for (int i = 1; i < command.argCount(); i++) {
            if (command.argIs(i, option)) {
                return i;
            }
            if (command.argIs(i, "STREAMS")) {
                return 0;
            }
            if (command.argIs(i, "COUNT") || command.argIs(i, "BLOCK")) {
                i++;
            } else if (command.argIs(i, "GROUP")) {
                i += 2;
            }
        }
        return 0;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.command;

import io.ringway.resp.CommandFrame;

/** Finds the keys of MIGRATE: the third argument or, where that is empty, all behind KEYS. Stateless. */
final class MigrateKeys implements KeyFinder {
    private static final int KEY = 3;
    private static final int FIRST_OPTION = 6;

    @Override
    public boolean find(CommandFrame command, KeyPositions keys) {
        keys.clear();
        int list = command.argLength(KEY) == 0 ? keyListAt(command) : command.argCount();
        if (list == command.argCount()) {
            keys.add(KEY);
        }
        for (int i = list; i < command.argCount(); i++) {
            keys.add(i);
        }
        return true;
    }

    private static int keyListAt(CommandFrame command) {
        for (int i = FIRST_OPTION; i < command.argCount(); i++) {
            if (command.argIs(i, "KEYS")) {
                return i + 1;
            }
            if (command.argIs(i, "AUTH")) {
                i++;
            } else if (command.argIs(i, "AUTH2")) {
                i += 2;
            }
        }
        return command.argCount();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.command;

import io.ringway.resp.CommandFrame;

/** Finds the keys of SORT: what is sorted, and where the last STORE option puts the result. Stateless. */
final class SortKeys implements KeyFinder {
    @Override
    public boolean find(CommandFrame command, KeyPositions keys) {
        int store = 0;
        for (int i = 2; i + 1 < command.argCount(); i++) {
            if (command.argIs(i, "STORE")) {
                store = ++i;
            } else if (command.argIs(i, "BY") || command.argIs(i, "GET")) {
                i++;
            } else if (command.argIs(i, "LIMIT")) {
                i += 2;
            }
        }
        keys.clear();
        keys.add(1);
        if (store > 0) {
            keys.add(store);
        }
        return true;
    }
}

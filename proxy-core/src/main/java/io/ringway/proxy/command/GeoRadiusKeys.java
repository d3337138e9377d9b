// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.command;

import io.ringway.resp.CommandFrame;

/**
 * Finds the keys of GEORADIUS and GEORADIUSBYMEMBER: what is searched, and all that STORE and STOREDIST name. Servers use the
 * last one only; that the others must be on its shard too is no loss. Stateless.
 */
final class GeoRadiusKeys implements KeyFinder {
    /** Behind key, member, radius and unit; GEORADIUS, with two coordinates, has its unit there. */
    private static final int FIRST_OPTION = 5;

    @Override
    public boolean find(CommandFrame command, KeyPositions keys) {
        keys.clear();
        keys.add(1);
        for (int i = FIRST_OPTION; i + 1 < command.argCount(); i++) {
            if (command.argIs(i, "STORE") || command.argIs(i, "STOREDIST")) {
                keys.add(++i);
            } else if (command.argIs(i, "COUNT")) {
                i++;
            }
        }
        return true;
    }
}

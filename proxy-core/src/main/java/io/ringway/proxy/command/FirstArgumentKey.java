// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.command;

import io.ringway.resp.CommandFrame;

/** Finds the key of commands whose first argument is their only key, whatever else their key specs say. Stateless. */
final class FirstArgumentKey implements KeyFinder {
    @Override
    public boolean find(CommandFrame command, KeyPositions keys) {
        keys.clear();
        keys.add(1);
        return true;
    }

    @Override
    public int onlyKeyAt() {
        return 1;
    }
}

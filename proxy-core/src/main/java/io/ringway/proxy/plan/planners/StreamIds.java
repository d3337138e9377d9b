// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.KeyPositions;
import io.ringway.proxy.command.StreamKeys;
import io.ringway.proxy.plan.Plan.FromNow;
import io.ringway.resp.CommandFrame;
import java.util.ArrayList;
import java.util.List;

/** Finds the ids of XREAD that depend on when the command is carried out. Stateless. */
final class StreamIds {
    private static final StreamKeys KEYS = new StreamKeys();

    private StreamIds() {}

    /** The streams whose id is {@code $}, the last one at the time; their number of arguments is even. */
    static List<FromNow> fromNow(CommandFrame command) {
        KeyPositions keys = new KeyPositions();
        if (!KEYS.find(command, keys)) {
            return List.of();
        }
        List<FromNow> found = new ArrayList<>();
        for (int i = 0; i < keys.count(); i++) {
            int id = keys.at(i) + keys.count();
            if (command.argIs(id, "$")) {
                found.add(new FromNow(keys.at(i), id));
            }
        }
        return found;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.command.CommandTable;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Planner;
import io.ringway.resp.RespValue;
import java.util.HashMap;
import java.util.Map;

/** Stands in for the commands that the proxy answers itself: all are answered OK. Stateless. */
public final class LocalStubs {
    private LocalStubs() {}

    /** A planner for each local row. */
    public static Map<String, Planner> all(CommandTable table) {
        Map<String, Planner> planners = new HashMap<>();
        for (CommandSpec row : table.all()) {
            if (row.planner().equals("local")) {
                planners.put(row.name(), (spec, command, session, shards) -> new Plan.Answer(RespValue.OK));
            }
        }
        return planners;
    }
}

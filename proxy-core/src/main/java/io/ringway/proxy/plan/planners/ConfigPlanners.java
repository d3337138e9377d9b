// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Planner;
import java.util.Map;

/** Plans CONFIG: what can be asked; nothing can be changed by it yet. Stateless. */
final class ConfigPlanners {
    private static final Plan HELP = Texts.help(
            "CONFIG", "GET <pattern>", "    Return parameters matching the glob-like <pattern> and their values.");

    private ConfigPlanners() {}

    static Planner config(Map<String, String> ours) {
        return new Subcommands(
                "config", Map.of("get", new ConfigGetPlanner(ours), "help", (spec, command, session, shards) -> HELP));
    }
}

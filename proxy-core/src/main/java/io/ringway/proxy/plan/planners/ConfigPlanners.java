// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.plan.Planner;
import java.util.Map;

/** Plans CONFIG GET and SET; the other subcommands are the shards' alone. Stateless. */
final class ConfigPlanners {
    private ConfigPlanners() {}

    static Planner config(OwnParameters own) {
        return new Subcommands("config", Map.of("get", new ConfigGetPlanner(own), "set", new ConfigSetPlanner(own)));
    }
}

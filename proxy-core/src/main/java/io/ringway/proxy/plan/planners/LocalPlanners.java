// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandTable;
import io.ringway.proxy.command.LearnedCommands;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Planner;
import java.util.HashMap;
import java.util.Map;

/** The commands that the proxy answers itself, each with its planner. Stateless. */
public final class LocalPlanners {
    private LocalPlanners() {}

    /** Planners by the command's lower-case name; a container's planner plans all its subcommands. */
    public static Map<String, Planner> all(CommandTable table, LearnedCommands learned, LocalSettings settings) {
        AuthenticationPlanners authentication = new AuthenticationPlanners(settings.users());
        Map<String, String> parameters = new HashMap<>(settings.parameters());
        parameters.put("databases", Integer.toString(settings.databases()));
        Plan time = new Plan.Ask(new TimeQuery(settings.clock()));
        return Map.ofEntries(
                Map.entry("auth", authentication::auth),
                Map.entry("client", ClientPlanners.client()),
                Map.entry("command", CommandPlanners.command(table, learned)),
                Map.entry("config", ConfigPlanners.config(parameters)),
                Map.entry("echo", ConnectionPlanners::echo),
                Map.entry("hello", new HelloPlanner(settings.users(), settings.serverVersion())),
                Map.entry("info", new InfoPlanner()),
                Map.entry("ping", ConnectionPlanners::ping),
                Map.entry("quit", ConnectionPlanners::quit),
                Map.entry("reset", authentication::reset),
                Map.entry("ringway", RingwayPlanners.ringway(settings.ringwayVersion())),
                Map.entry(
                        "select",
                        (spec, command, session, shards) ->
                                ConnectionPlanners.select(command, session, settings.databases())),
                Map.entry("time", (spec, command, session, shards) -> time));
    }
}

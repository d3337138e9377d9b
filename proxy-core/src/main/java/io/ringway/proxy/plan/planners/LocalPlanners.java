// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandTable;
import io.ringway.proxy.command.LearnedCommands;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Planner;
import io.ringway.resp.RespValue;
import java.security.SecureRandom;
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
        Plan role = new Plan.Answer(RespValue.array(RespValue.bulk("master"), RespValue.integer(0), RespValue.array()));
        Plan time = new Plan.Ask(new TimeQuery(settings.clock()));
        return Map.ofEntries(
                Map.entry("acl", AclPlanners.acl(settings.users(), table, learned, new SecureRandom())),
                Map.entry("auth", authentication::auth),
                Map.entry("client", ClientPlanners.client(settings.users(), settings.serverVersion())),
                Map.entry("command", CommandPlanners.command(table, learned)),
                Map.entry("config", ConfigPlanners.config(new OwnParameters(parameters, settings.slowLog()))),
                Map.entry("echo", ConnectionPlanners::echo),
                Map.entry("hello", new HelloPlanner(settings.users(), settings.serverVersion())),
                Map.entry("info", new InfoPlanner()),
                Map.entry("monitor", ClientOrderPlanners::monitor),
                Map.entry("ping", ConnectionPlanners::ping),
                Map.entry("pubsub|help", (spec, command, session, shards) -> PubSubPlanners.HELP),
                Map.entry("quit", ConnectionPlanners::quit),
                Map.entry("reset", authentication::reset),
                Map.entry("ringway", RingwayPlanners.ringway(settings.ringwayVersion())),
                Map.entry("role", (spec, command, session, shards) -> role),
                Map.entry("slowlog", SlowLogPlanners.slowLog(settings.slowLog())),
                Map.entry(
                        "select",
                        (spec, command, session, shards) ->
                                ConnectionPlanners.select(command, session, settings.databases())),
                Map.entry("time", (spec, command, session, shards) -> time));
    }
}

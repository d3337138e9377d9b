// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Planner;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.session.Session;
import io.ringway.proxy.slowlog.SlowCommand;
import io.ringway.proxy.slowlog.SlowLog;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.RespValue;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Plans SLOWLOG: of the commands that kept the proxy's own clients waiting. As safe as the log. */
record SlowLogPlanners(SlowLog log) {
    private static final int COUNT = 2;
    private static final long DEFAULT_COUNT = 10;
    private static final Plan WRONG_COUNT = Plan.Answer.error("ERR count should be greater than or equal to -1");
    private static final Plan WRONG_ARGUMENTS =
            Plan.Answer.error("ERR unknown subcommand or wrong number of arguments for 'GET'. Try SLOWLOG HELP.");

    static Planner slowLog(SlowLog log) {
        SlowLogPlanners planners = new SlowLogPlanners(log);
        Plan length = new Plan.Ask(proxy -> RespValue.integer(log.length()));
        Plan reset = new Plan.Ask(proxy -> {
            log.reset();
            return RespValue.OK;
        });
        return new Subcommands(
                "slowlog",
                Map.of(
                        "get", planners::get,
                        "len", (spec, command, session, shards) -> length,
                        "reset", (spec, command, session, shards) -> reset));
    }

    private Plan get(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        if (command.argCount() > COUNT + 1) {
            return WRONG_ARGUMENTS;
        }
        OptionalLong count =
                command.argCount() == COUNT ? OptionalLong.of(DEFAULT_COUNT) : StrictNumber.parse(command, COUNT);
        if (count.isEmpty() || count.getAsLong() < -1) {
            return WRONG_COUNT;
        }
        long atMost = count.getAsLong() < 0 ? Long.MAX_VALUE : count.getAsLong();
        return new Plan.Ask(proxy -> new RespValue.Array(
                log.newest(atMost).stream().map(SlowLogPlanners::entry).toList()));
    }

    private static RespValue entry(SlowCommand slow) {
        List<RespValue> arguments =
                slow.arguments().stream().<RespValue>map(RespValue.Bulk::new).toList();
        return RespValue.array(
                RespValue.integer(slow.id()),
                RespValue.integer(slow.second()),
                RespValue.integer(slow.micros()),
                new RespValue.Array(arguments),
                RespValue.bulk(slow.address()),
                RespValue.bulk(slow.name()));
    }
}

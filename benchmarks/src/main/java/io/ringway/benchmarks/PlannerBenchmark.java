// SPDX-License-Identifier: Apache-2.0
package io.ringway.benchmarks;

import io.ringway.proxy.backend.Shard;
import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.command.CommandTable;
import io.ringway.proxy.plan.CommandPlanner;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Planner;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.plan.planners.ShardPlanners;
import io.ringway.proxy.route.StoreShards;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import io.ringway.sharding.PlacementRules;
import io.ringway.sharding.PlacementSpec;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From a parsed command to its plan: the table's row, the checks, the keys and their shards of four. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PlannerBenchmark {
    private static final int SHARDS = 4;

    @Param({"get", "set", "mget10", "eval", "ping", "unknown"})
    private String shape;

    private final Session session = Session.initial(1, true);
    private CommandPlanner planner;
    private ShardMap shards;
    private CommandFrame command;

    @Setup
    public void prepare() {
        CommandTable table = CommandTable.load();
        Planner local = (spec, frame, state, map) -> Plan.Answer.error("ERR local");
        planner = ShardPlanners.commandPlanner(
                table,
                table.all().stream()
                        .filter(spec -> spec.planner().equals("local"))
                        .collect(Collectors.toMap(CommandSpec::name, spec -> local)));
        List<Shard> places = IntStream.range(0, SHARDS)
                .mapToObj(i -> new Shard(i, "shard" + i, "127.0.0.1", 7000 + i))
                .toList();
        shards = StoreShards.of(places, PlacementSpec.of(Keys.shards(SHARDS)).placement(), PlacementRules.NONE);
        command = switch (shape) {
            case "get" -> CommandFrame.of("GET", Keys.name(1));
            case "set" -> CommandFrame.of("SET", Keys.name(1), "value");
            case "mget10" -> CommandFrame.of(Keys.mget(10));
            case "eval" -> CommandFrame.of("EVAL", "return 1", "1", Keys.name(1));
            case "ping" -> CommandFrame.of("PING");
            default -> CommandFrame.of("NOSUCHCOMMAND", "argument");
        };
    }

    @Benchmark
    public Plan plan() {
        return planner.plan(command, session, shards);
    }
}

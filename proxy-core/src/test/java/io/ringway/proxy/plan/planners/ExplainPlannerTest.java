// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.command.CommandTable;
import io.ringway.proxy.command.LearnedCommands;
import io.ringway.proxy.plan.CommandPlanner;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.RespValue;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExplainPlannerTest {
    private static final CommandTable TABLE = CommandTable.load();
    private static final TestShards SHARDS = new TestShards(4);

    private final CommandPlanner planner = ShardPlanners.commandPlanner(
            TABLE, LocalStubs.all(TABLE), new LearnedCommands(TABLE.learnedId(), Duration.ofSeconds(1)));
    private Session session = Session.initial(1, true);

    @Test
    void aPlanIsToldWithItsShardsAndTheReason() {
        assertThat(explain("GET", "a"))
                .containsExactly(
                        "plan=forwarded", "shards=shard-" + SHARDS.shardOf("a"), "why=goes to one shard as it is");
        assertThat(explain("DBSIZE")).startsWith("plan=broadcast", "shards=shard-0,shard-1,shard-2,shard-3");
        assertThat(explain("JSON.GET", "doc")).startsWith("plan=looked-up");
    }

    @Test
    void aRefusalIsToldWithWhatToDo() {
        assertThat(explain("SUNION", "a", "b", "c", "d"))
                .satisfiesExactly(
                        plan -> assertThat(plan).isEqualTo("plan=refused"),
                        why -> assertThat(why).startsWith("why=CROSSSLOT"),
                        advice -> assertThat(advice).startsWith("advice=give the keys one {hash tag}"));
        assertThat(explain("GET")).startsWith("plan=invalid");
    }

    @Test
    void insideATransactionItIsToldWhatBecomesOfACommandThere() {
        session = session.withTransaction(session.transaction().begun(0).onShard(SHARDS.shardOf("a")));

        Plan plan = planner.plan(CommandFrame.of("RINGWAY", "EXPLAIN", "GET", "a"), session, SHARDS);

        assertThat(plan).isInstanceOf(Plan.Queue.class);
    }

    @Test
    void explanationsOfExplanationsEndSomewhere() {
        String[] words = Stream.generate(() -> List.of("RINGWAY", "EXPLAIN"))
                .limit(100_000)
                .flatMap(List::stream)
                .toArray(String[]::new);

        assertThat(explain(words)).startsWith("plan=local");
    }

    private List<String> explain(String... command) {
        String[] words = Stream.concat(Stream.of("RINGWAY", "EXPLAIN"), Stream.of(command))
                .toArray(String[]::new);
        Plan.Answer answer = (Plan.Answer) planner.plan(CommandFrame.of(words), session, SHARDS);
        return ((RespValue.Array) answer.reply())
                .elements().stream()
                        .map(line -> ((RespValue.SimpleString) line).text())
                        .toList();
    }
}

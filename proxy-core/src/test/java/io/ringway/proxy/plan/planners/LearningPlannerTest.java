// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.command.CommandTable;
import io.ringway.proxy.command.LearnedCommands;
import io.ringway.proxy.plan.CommandPlanner;
import io.ringway.proxy.plan.Finding;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Plan.Answer;
import io.ringway.proxy.plan.Plan.Forward;
import io.ringway.proxy.plan.Plan.Inquire;
import io.ringway.proxy.plan.Plan.Inquire.Subject;
import io.ringway.proxy.plan.Refusals;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.RespValue;
import io.ringway.resp.RespValue.SimpleString;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LearningPlannerTest {
    private static final CommandTable TABLE = CommandTable.load();
    private static final TestShards SHARDS = new TestShards(4);
    private static final TestShards ONE_SHARD = new TestShards(1);
    private static final Session SESSION = Session.initial(1, true);

    private final LearnedCommands learned = new LearnedCommands(TABLE.learnedId(), Duration.ofSeconds(1));
    private final CommandPlanner planner = ShardPlanners.commandPlanner(TABLE, LocalStubs.all(TABLE), learned);

    @BeforeEach
    void someCommandsAreLearned() {
        learn("toy.set", 1, 1, "write", "module");
        learn("toy.mget", 1, -1, "readonly", "module");
        learn("toy.find", 0, 0, "write", "module", "movablekeys");
        learn("toy.wait", 1, 1, "write", "module", "blocking");
        learn("toy.listen", 0, 0, "pubsub", "module");
        learn("toy.alone", 1, 1, "module", "no_multi");
    }

    @Test
    void anUnknownCommandIsAskedAboutOnce() {
        assertThat(plan(null, "NOSUCH", "a")).isInstanceOfSatisfying(Inquire.class, inquire -> {
            assertThat(inquire.subject()).isEqualTo(Subject.COMMAND);
            assertThat(inquire.question().name()).isEqualTo("command|info");
            assertThat(inquire.alone()).isTrue();
        });
        assertThat(errorOf(plan(new Finding.Learned(), "NOSUCH", "a"))).startsWith("ERR unknown command 'NOSUCH'");
        learned.learnAbsence("nosuch");
        assertThat(errorOf(plan(null, "NOSUCH", "a"))).startsWith("ERR unknown command 'NOSUCH'");
    }

    @Test
    void whereNobodyCouldBeAskedTheClientIsTold() {
        Finding nothing = new Finding.Nothing(RespValue.error("ERR all are down"));

        assertThat(errorOf(plan(nothing, "NOSUCH"))).isEqualTo("ERR all are down");
        assertThat(errorOf(plan(nothing, "TOY.FIND", "a"))).isEqualTo("ERR all are down");
    }

    @Test
    void strangersMakeNobodyAsk() {
        Session stranger = Session.initial(2, false);

        assertThat(errorOf(planner.plan(CommandFrame.of("NOSUCH"), stranger, SHARDS)))
                .startsWith("ERR unknown command");
        assertThat(planner.plan(CommandFrame.of("TOY.SET", "a", "b"), stranger, SHARDS))
                .isSameAs(Refusals.NOT_AUTHENTICATED);
    }

    @Test
    void browsersAreHungUpOnAtOnce() {
        assertThat(plan(null, "POST", "/")).isInstanceOf(Plan.Close.class);
    }

    @Test
    void describedKeysDecideTheShard() {
        assertThat(((Forward) plan(null, "TOY.SET", "a", "b")).shard()).isEqualTo(SHARDS.shardOf("a"));
        assertThat(plan(null, "TOY.MGET", "{t}a", "{t}b")).isInstanceOf(Forward.class);
        assertThat(plan(null, "TOY.MGET", "a", "b", "c", "d")).isSameAs(Refusals.CROSS_SLOT);
    }

    @Test
    void whatLacksKeysThatItDeclaresGoesNowhere() {
        learn("toy.pair", 1, 2, "write", "module");

        for (String[] tooShort : new String[][] {{"TOY.SET"}, {"TOY.PAIR", "a"}}) {
            assertThat(errorOf(plan(null, tooShort))).startsWith("ERR wrong number of arguments for 'toy.");
        }
    }

    @Test
    void aModuleIsAskedForKeysThatItFindsItself() {
        assertThat(plan(null, "TOY.FIND", "x", "a")).isInstanceOfSatisfying(Inquire.class, inquire -> {
            assertThat(inquire.subject()).isEqualTo(Subject.KEYS);
            assertThat(inquire.question().name()).isEqualTo("command|getkeys");
        });
        assertThat(((Forward) plan(keys("a"), "TOY.FIND", "x", "a")).shard()).isEqualTo(SHARDS.shardOf("a"));
        assertThat(plan(keys("{t}a", "{t}b"), "TOY.FIND", "x", "{t}a", "{t}b")).isInstanceOf(Forward.class);
        assertThat(plan(keys("a", "b", "c", "d"), "TOY.FIND", "x", "a", "b", "c", "d"))
                .isSameAs(Refusals.CROSS_SLOT);
        assertThat(errorOf(plan(keys(), "TOY.FIND", "x"))).startsWith("ERR TOY.FIND without keys");
    }

    @Test
    void aSingleShardNeedsNoKeys() {
        assertThat(planner.plan(CommandFrame.of("TOY.FIND", "x"), SESSION, ONE_SHARD))
                .isInstanceOf(Forward.class);
    }

    @Test
    void whatMayBlockGetsAConnectionOfItsOwn() {
        assertThat(plan(null, "TOY.WAIT", "a")).isInstanceOfSatisfying(Plan.Block.class, block -> {
            assertThat(block.shard()).isEqualTo(SHARDS.shardOf("a"));
            assertThat(block.waitMillis()).isZero();
        });
    }

    @Test
    void whatTakesOverItsConnectionIsRefused() {
        assertThat(errorOf(plan(null, "TOY.LISTEN", "a"))).startsWith("ERR TOY.LISTEN is not supported by Ringway");
    }

    @Test
    void whatRunsServersUnderAnotherNameIsRefusedOverOneShardToo() {
        learn("my-monitor", 0, 0, "admin", "noscript");
        learn("my-script-debug", 0, 0, "noscript");
        learn("toy.config", 0, 0, "admin", "module");

        for (String refused : List.of("MY-MONITOR", "MY-SCRIPT-DEBUG")) {
            assertThat(errorOf(planner.plan(CommandFrame.of(refused), SESSION, ONE_SHARD)))
                    .startsWith("ERR " + refused + " is not supported by Ringway: it administers a server");
        }
        assertThat(planner.plan(CommandFrame.of("TOY.CONFIG"), SESSION, ONE_SHARD))
                .isInstanceOf(Forward.class);
    }

    @Test
    void insideATransactionItIsQueuedOrAskedAboutOrRefused() {
        Session inside = SESSION.withTransaction(SESSION.transaction().begun(0));

        assertThat(planner.plan(CommandFrame.of("TOY.SET", "a", "b"), inside, SHARDS))
                .isInstanceOf(Plan.Queue.class);
        assertThat(planner.plan(CommandFrame.of("TOY.WAIT", "a"), inside, SHARDS))
                .isInstanceOf(Plan.Queue.class);
        assertThat(planner.plan(CommandFrame.of("NOSUCH"), inside, SHARDS)).isInstanceOf(Inquire.class);
        assertThat(planner.plan(CommandFrame.of("TOY.FIND", "a"), inside, SHARDS))
                .isInstanceOf(Inquire.class);
        learned.learnAbsence("nosuch");
        for (String refused : List.of("NOSUCH", "TOY.ALONE")) {
            assertThat(planner.plan(CommandFrame.of(refused, "a"), inside, SHARDS))
                    .isInstanceOfSatisfying(
                            Plan.Become.class,
                            become -> assertThat(become.next().transaction().failed())
                                    .isTrue());
        }
    }

    private void learn(String name, int firstKey, int lastKey, String... flags) {
        learned.learn(
                name,
                RespValue.array(RespValue.array(
                        RespValue.bulk(name),
                        RespValue.integer(-1),
                        new RespValue.Array(Stream.of(flags)
                                .<RespValue>map(SimpleString::new)
                                .toList()),
                        RespValue.integer(firstKey),
                        RespValue.integer(lastKey),
                        RespValue.integer(1))));
    }

    private Plan plan(@Nullable Finding finding, String... words) {
        CommandFrame command = CommandFrame.of(words);
        return planner.plan(planner.find(command), command, SESSION, SHARDS, finding);
    }

    private static Finding keys(String... keys) {
        return new Finding.Keys(
                Stream.of(keys).map(key -> key.getBytes(StandardCharsets.UTF_8)).toList());
    }

    private static String errorOf(Plan plan) {
        return ((RespValue.Err) ((Answer) plan).reply()).text();
    }
}

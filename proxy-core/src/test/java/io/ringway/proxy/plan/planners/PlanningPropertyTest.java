// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.command.CommandTable;
import io.ringway.proxy.command.KeyFinder;
import io.ringway.proxy.command.KeyPositions;
import io.ringway.proxy.command.RandomCommands;
import io.ringway.proxy.command.StreamKeys;
import io.ringway.proxy.plan.CommandPlanner;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Plan.Answer;
import io.ringway.proxy.plan.Plan.Block;
import io.ringway.proxy.plan.Plan.FanOut;
import io.ringway.proxy.plan.Plan.Forward;
import io.ringway.proxy.plan.Plan.Piece;
import io.ringway.proxy.plan.Plan.Split;
import io.ringway.proxy.plan.Refusals;
import io.ringway.proxy.session.Session;
import io.ringway.proxy.testing.Seed;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.RespValue;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What holds for the plans of all commands, tried on commands by the ten thousand. */
final class PlanningPropertyTest {
    private static final int COMMANDS_PER_ROW = 300;
    private static final CommandTable TABLE = CommandTable.load();
    private static final Session SESSION = Session.initial(1, true);

    private final SplittableRandom random = new SplittableRandom(Seed.value());
    private final CommandPlanner planner = ShardPlanners.commandPlanner(TABLE, LocalStubs.all(TABLE));

    @Test
    void noCommandReachesAShardThatLacksOneOfItsKeys() {
        int forwarded = 0;
        int crossing = 0;
        int blocking = 0;
        for (CommandSpec row : TABLE.all()) {
            if (!row.planner().matches("keyed|script|script-call|sort|copy|stream-read-group|block:.*")) {
                continue;
            }
            for (int i = 0; i < COMMANDS_PER_ROW; i++) {
                TestShards shards = new TestShards(1 + random.nextInt(5));
                String[] words = new RandomCommands(random, 1 + random.nextInt(10)).next(row);
                Plan plan = planner.plan(CommandFrame.of(words), SESSION, shards);
                Set<Integer> shardsOfKeys = shardsOfKeys(row, words, shards);
                if (plan instanceof Plan.Script script) {
                    plan = script.plan();
                }
                if (plan instanceof Forward forward) {
                    assertThat(forward.command()).isSameAs(row);
                    assertThat(shardsOfKeys).as(what(words, shards)).isSubsetOf(Set.of(forward.shard()));
                    forwarded++;
                } else if (plan instanceof Block block) {
                    assertThat(shardsOfKeys).as(what(words, shards)).isSubsetOf(Set.of(block.shard()));
                    blocking++;
                } else if (plan == Refusals.CROSS_SLOT) {
                    assertThat(shardsOfKeys).as(what(words, shards)).hasSizeGreaterThan(1);
                    crossing++;
                } else {
                    assertThat(plan).as(what(words, shards)).isInstanceOf(Answer.class);
                    assertThat(((Answer) plan).reply()).isInstanceOf(RespValue.Err.class);
                }
            }
        }
        assertThat(forwarded).isGreaterThan(20_000);
        assertThat(crossing).isGreaterThan(2_000);
        assertThat(blocking).isPositive();
    }

    @Test
    void thePiecesOfASplitCoverEachArgumentOnceOnItsKeysShard() {
        int splits = 0;
        for (String name : List.of("mget", "mset", "del", "unlink", "exists", "touch")) {
            CommandSpec row = row(name);
            int step = name.equals("mset") ? 2 : 1;
            for (int i = 0; i < COMMANDS_PER_ROW * 4; i++) {
                TestShards shards = new TestShards(1 + random.nextInt(70));
                String[] words = manyKeys(name, 1 + random.nextInt(20), step);
                Plan plan = planner.plan(CommandFrame.of(words), SESSION, shards);
                Set<Integer> shardsOfKeys = shardsOfKeys(row, words, shards);
                if (shardsOfKeys.size() == 1) {
                    assertThat(plan).as(what(words, shards)).isEqualTo(new Forward(row, first(shardsOfKeys)));
                } else {
                    assertThat(plan).as(what(words, shards)).isInstanceOf(Split.class);
                    checkPieces((Split) plan, words, step, shards, shardsOfKeys);
                    splits++;
                }
            }
        }
        assertThat(splits).isGreaterThan(3_000);
    }

    private static void checkPieces(
            Split split, String[] words, int step, TestShards shards, Set<Integer> shardsOfKeys) {
        BitSet covered = new BitSet();
        List<Integer> used = new ArrayList<>();
        for (Piece piece : split.pieces()) {
            used.add(piece.shard());
            int before = 0;
            for (int i = 0; i < piece.arguments().length; i++) {
                int argument = piece.arguments()[i];
                assertThat(argument).as(what(words, shards)).isGreaterThan(before);
                assertThat(covered.get(argument)).as(what(words, shards)).isFalse();
                covered.set(argument);
                before = argument;
                if (i % step == 0) {
                    assertThat((argument - 1) % step).as(what(words, shards)).isZero();
                    assertThat(shards.shardOf(words[argument]))
                            .as(what(words, shards))
                            .isEqualTo(piece.shard());
                } else {
                    assertThat(argument).as(what(words, shards)).isEqualTo(piece.arguments()[i - 1] + 1);
                }
            }
        }
        assertThat(used).as(what(words, shards)).doesNotHaveDuplicates().hasSameElementsAs(shardsOfKeys);
        assertThat(covered.cardinality()).as(what(words, shards)).isEqualTo(words.length - 1);
        assertThat(covered.length()).as(what(words, shards)).isEqualTo(words.length);
    }

    @Test
    void whatIsNotPlannedForNeverReachesAShard() {
        for (CommandSpec row : TABLE.all()) {
            if (TABLE.isContainer(row)) {
                continue;
            }
            boolean refused = row.planner().isEmpty() || row.planner().startsWith(Refusals.PREFIX);
            for (int i = 0; i < COMMANDS_PER_ROW / 10; i++) {
                String[] words = new RandomCommands(random, 10).next(row);
                CommandFrame frame = CommandFrame.of(words);
                Plan plan = planner.plan(frame, SESSION, new TestShards(1 + random.nextInt(3)));
                if (refused) {
                    assertThat(plan).as(row.name()).isInstanceOf(Answer.class);
                    assertThat(((Answer) plan).reply()).as(row.name()).isInstanceOf(RespValue.Err.class);
                }
            }
        }
    }

    @Test
    void whatMayBlockNeverGetsOnASharedLane() {
        for (CommandSpec row : TABLE.all()) {
            if (!row.flags().contains("blocking")) {
                continue;
            }
            for (int i = 0; i < COMMANDS_PER_ROW / 10; i++) {
                String[] words = new RandomCommands(random, 10).next(row);
                CommandFrame frame = CommandFrame.of(words);
                Plan plan = planner.plan(frame, SESSION, new TestShards(1 + random.nextInt(3)));
                if (plan instanceof Forward) {
                    boolean reading = row.planner().equals("stream-read") && StreamKeys.blockAt(frame) == 0;
                    assertThat(reading || !isWaitTime(row, words))
                            .as(String.join(" ", words))
                            .isTrue();
                }
            }
        }
    }

    /** Whether servers take the command's timeout for one. */
    private static boolean isWaitTime(CommandSpec row, String[] words) {
        int at = row.planner().equals("block:first") ? 1 : words.length - 1;
        return words[at].matches("[0-9]{1,6}([.][0-9]+)?");
    }

    @Test
    void overOneShardNothingIsSplitMergedOrCrossing() {
        TestShards one = new TestShards(1);
        for (CommandSpec row : TABLE.all()) {
            for (int i = 0; i < 30; i++) {
                String[] words = new RandomCommands(random, 10).next(row);
                Plan plan = planner.plan(CommandFrame.of(words), SESSION, one);
                assertThat(plan).as(row.name()).isNotInstanceOfAny(Split.class, FanOut.class, Plan.Then.class);
                assertThat(plan).as(row.name()).isNotSameAs(Refusals.CROSS_SLOT);
            }
        }
    }

    @Test
    void plansForOneKeyAreMadeOnce() {
        TestShards shards = new TestShards(4);
        Plan first = planner.plan(CommandFrame.of("GET", "key"), SESSION, shards);
        assertThat(planner.plan(CommandFrame.of("get", "key"), SESSION, shards)).isSameAs(first);
    }

    private static Set<Integer> shardsOfKeys(CommandSpec row, String[] words, TestShards shards) {
        KeyPositions keys = new KeyPositions();
        Set<Integer> found = new TreeSet<>();
        if (KeyFinder.of(row).find(CommandFrame.of(words), keys)) {
            for (int key = 0; key < keys.count(); key++) {
                found.add(shards.shardOf(words[keys.at(key)]));
            }
        }
        return found;
    }

    private String[] manyKeys(String name, int keyCount, int step) {
        RandomCommands commands = new RandomCommands(random, 12);
        String[] words = new String[1 + keyCount * step];
        words[0] = name;
        for (int i = 1; i < words.length; i++) {
            words[i] = (i - 1) % step == 0 ? commands.key() : "value" + i;
        }
        return words;
    }

    private static int first(Set<Integer> shards) {
        return shards.iterator().next();
    }

    private static CommandSpec row(String name) {
        return Objects.requireNonNull(TABLE.find(name));
    }

    private static String what(String[] words, TestShards shards) {
        return String.join(" ", words) + "; " + shards.shardCount() + " shards; " + Seed.hint();
    }
}

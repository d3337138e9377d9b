// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.command.CommandTable;
import io.ringway.proxy.plan.CommandPlanner;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Plan.FanOut;
import io.ringway.proxy.plan.Plan.Forward;
import io.ringway.proxy.plan.Plan.Split;
import io.ringway.proxy.plan.Refusals;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What commands become where database 3 is pinned to shard 2, and keys that begin with {@code p} to shard 1. */
final class PinnedKeysTest {
    private static final CommandTable TABLE = CommandTable.load();
    private static final Session SESSION = Session.initial(1, true);
    private static final Session IN_PINNED_DATABASE = SESSION.withDatabase(3);

    private final CommandPlanner planner = ShardPlanners.commandPlanner(TABLE, LocalStubs.all(TABLE));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MSETNX a 1 b 2 c 3",
                "MGET a b c",
                "DEL a b c",
                "EVAL return 2 a b",
                "EVAL return 0",
                "SORT a BY w_*",
                "SCAN 0",
                "SUNION a b c"
            })
    void inAPinnedDatabaseCommandsGoToItsShardAsTheyAre(String command) {
        Plan plan = plan(IN_PINNED_DATABASE, command);

        Plan way = plan instanceof Plan.Script script ? script.plan() : plan;
        assertThat(((Forward) way).shard()).isEqualTo(2);
    }

    @Test
    void otherDatabasesAreNotConcerned() {
        assertThat(plan(SESSION, "MSETNX a 1 b 2 c 3")).isSameAs(Refusals.CROSS_SLOT);
        assertThat(plan(SESSION, "MGET a b c")).isInstanceOf(Split.class);
        assertThat(plan(SESSION, "EVAL return 0")).isInstanceOf(Plan.Answer.class);
    }

    @Test
    void keysUnderAPinnedPrefixAreTogetherButNotWithOthers() {
        assertThat(plan(SESSION, "MSETNX pa 1 pb 2 pc 3"))
                .isInstanceOfSatisfying(
                        Forward.class, forward -> assertThat(forward.shard()).isEqualTo(1));
        assertThat(plan(SESSION, "MSETNX pa 1 a 2 c 3")).isSameAs(Refusals.CROSS_SLOT);
    }

    @Test
    void whatIsAboutTheWholeStoreAsksAllShardsEverywhere() {
        assertThat(plan(IN_PINNED_DATABASE, "FLUSHALL"))
                .isInstanceOfSatisfying(
                        FanOut.class, fanOut -> assertThat(fanOut.shards()).hasSize(4));
    }

    private Plan plan(Session session, String command) {
        return planner.plan(CommandFrame.of(command.split(" ")), session, new Pinned(new TestShards(4), 0));
    }

    private record Pinned(TestShards others, int database) implements ShardMap {
        @Override
        public ShardMap inDatabase(int other) {
            return new Pinned(others, other);
        }

        @Override
        public int shardCount() {
            return others.shardCount();
        }

        @Override
        public int onlyShard() {
            return database == 3 ? 2 : SEVERAL;
        }

        @Override
        public int shardOf(byte[] bytes, int length) {
            if (database == 3) {
                return 2;
            }
            return length > 0 && bytes[0] == 'p' ? 1 : others.shardOf(bytes, length);
        }

        @Override
        public String shardName(int shard) {
            return others.shardName(shard);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.command.CommandTable;
import io.ringway.proxy.plan.Plan.Answer;
import io.ringway.proxy.plan.Plan.Block;
import io.ringway.proxy.plan.Plan.BlockEverywhere;
import io.ringway.proxy.plan.Plan.FanOut;
import io.ringway.proxy.plan.Plan.Forward;
import io.ringway.proxy.plan.Plan.Script;
import io.ringway.proxy.plan.Plan.Split;
import io.ringway.proxy.plan.planners.LocalStubs;
import io.ringway.proxy.plan.planners.ShardPlanners;
import io.ringway.proxy.plan.planners.TestShards;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.RespValue.Err;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class CommandPlannerTest {
    private static final CommandTable TABLE = CommandTable.load();
    private static final TestShards SHARDS = new TestShards(4);
    private static final TestShards ONE_SHARD = new TestShards(1);
    private static final Session SESSION = Session.initial(1, true);
    private static final Session STRANGER = Session.initial(2, false);

    private final CommandPlanner planner = ShardPlanners.commandPlanner(TABLE, LocalStubs.all(TABLE));

    @Test
    void aWrongNumberOfArgumentsIsRefusedInRedisWords() {
        assertThat(errorOf("GET")).isEqualTo("ERR wrong number of arguments for 'get' command");
        assertThat(errorOf("Config", "GET")).isEqualTo("ERR wrong number of arguments for 'config|get' command");
        assertThat(errorOf("CONFIG")).isEqualTo("ERR wrong number of arguments for 'config' command");
        assertThat(errorOf("MSET", "a", "1", "b")).isEqualTo("ERR wrong number of arguments for 'mset' command");
    }

    @Test
    void aStrangerMayOnlyIntroduceItself() {
        assertThat(error(planner.plan(CommandFrame.of("GET", "a"), STRANGER, SHARDS)))
                .isEqualTo("NOAUTH Authentication required.");
        assertThat(planner.plan(CommandFrame.of("AUTH", "secret"), STRANGER, SHARDS))
                .isInstanceOf(Answer.class)
                .isNotSameAs(Refusals.NOT_AUTHENTICATED);
        // Redis looks for the command first, so strangers learn which ones there are.
        assertThat(error(planner.plan(CommandFrame.of("NOSUCH"), STRANGER, SHARDS)))
                .startsWith("ERR unknown command");
        assertThat(error(planner.plan(CommandFrame.of("GET"), STRANGER, SHARDS)))
                .startsWith("ERR wrong number");
    }

    @Test
    void browsersThatWereLuredHereAreHungUpOn() {
        assertThat(plan("POST", "/", "HTTP/1.1")).isEqualTo(new Plan.Close(null));
        assertThat(plan("host:", "localhost")).isEqualTo(new Plan.Close(null));
    }

    @Test
    void keysOnSeveralShardsAreRefusedWithAHint() {
        assertThat(errorOf("SUNION", "a", "b"))
                .startsWith("CROSSSLOT Keys in request don't hash to the same slot")
                .contains("{hash tag}");
        assertThat(plan("SUNION", "{t}a", "{t}b")).isInstanceOf(Forward.class);
    }

    @Test
    void scriptsWithoutKeysNeedASingleShard() {
        assertThat(errorOf("EVAL", "return 1", "0")).startsWith("ERR EVAL without keys");
        assertThat(planner.plan(CommandFrame.of("EVAL", "return 1", "0"), SESSION, ONE_SHARD))
                .isInstanceOf(Script.class);
        assertThat(plan("EVAL", "return 1", "1", "a"))
                .isEqualTo(new Script(row("eval"), ScriptUse.SENDS, new Forward(row("eval"), shardOf("a"))));
        assertThat(plan("EVALSHA", "0123", "1", "a"))
                .isEqualTo(new Script(row("evalsha"), ScriptUse.CALLS, new Forward(row("evalsha"), shardOf("a"))));
    }

    @Test
    void scriptsAreForgottenWhereServersForgetThem() {
        assertThat(plan("SCRIPT", "FLUSH")).isInstanceOf(Script.class);
        assertThat(plan("SCRIPT", "FLUSH", "async")).isInstanceOf(Script.class);
        assertThat(plan("SCRIPT", "FLUSH", "now")).isInstanceOf(Plan.FanOut.class);
        assertThat(plan("SCRIPT", "LOAD", "return 1")).isInstanceOf(Script.class);
    }

    @Test
    void whatEndsARunningScriptGoesPastIt() {
        assertThat(plan("SCRIPT", "KILL")).isEqualTo(new Plan.Aside(row("script|kill"), AnySuccessMerge.INSTANCE));
        assertThat(plan("FUNCTION", "STATS")).isInstanceOf(Plan.Aside.class);
    }

    @Test
    void commandsThatNoServerWouldExecuteGetAServersOwnError() {
        assertThat(plan("FCALL", "f", "many", "a")).isInstanceOf(Forward.class);
        assertThat(plan("ZUNION", "0", "a", "b")).isInstanceOf(Forward.class);
        assertThat(plan("XREAD", "COUNT", "1", "a", "0")).isInstanceOf(Forward.class);
    }

    @Test
    void whatMayBlockGetsAConnectionOfItsOwn() {
        assertThat(plan("BLPOP", "a", "0.0105")).isEqualTo(new Block(row("blpop"), shardOf("a"), 11));
        assertThat(plan("BLMPOP", "0", "1", "a", "LEFT")).isEqualTo(new Block(row("blmpop"), shardOf("a"), 0));
        assertThat(plan("XREAD", "BLOCK", "7", "STREAMS", "a", "$"))
                .isEqualTo(new Block(row("xread"), shardOf("a"), 7, List.of(new Plan.FromNow(4, 5))));
        assertThat(plan("XREAD", "BLOCK", "7", "STREAMS", "{t}a", "{t}b", "0", "$"))
                .isEqualTo(new Block(row("xread"), shardOf("{t}a"), 7, List.of(new Plan.FromNow(5, 7))));
        assertThat(plan("WAIT", "1", "5")).isInstanceOf(BlockEverywhere.class);
        assertThat(errorOf("BLPOP", "a", "b", "c", "0")).startsWith("CROSSSLOT");
    }

    @Test
    void whatDoesNotBlockDoesNot() {
        assertThat(plan("BLPOP", "a", "never")).isInstanceOf(Forward.class);
        assertThat(plan("BLPOP", "a", "-1")).isInstanceOf(Forward.class);
        assertThat(plan("XREAD", "STREAMS", "block", "0")).isInstanceOf(Forward.class);
        assertThat(plan("XREADGROUP", "GROUP", "block", "streams", "STREAMS", "a", ">"))
                .isInstanceOf(Forward.class);
    }

    @Test
    void subcommandsAreRefusedByTheirWholeName() {
        assertThat(errorOf("acl", "whoami")).startsWith("ERR ACL WHOAMI is not supported by Ringway yet");
        assertThat(errorOf("CLUSTER", "INFO")).isEqualTo("ERR This instance has cluster support disabled");
    }

    @Test
    void patternsThatNameKeysNeedASingleShard() {
        assertThat(errorOf("SORT", "a", "BY", "w_*")).startsWith("ERR BY option of SORT");
        assertThat(errorOf("SORT_RO", "a", "BY", "nosort", "GET", "#", "GET", "v_*"))
                .startsWith("ERR GET option of SORT_RO");
        assertThat(plan("SORT", "a", "BY", "nosort", "GET", "#")).isInstanceOf(Forward.class);
        assertThat(planner.plan(CommandFrame.of("SORT", "a", "BY", "w_*"), SESSION, ONE_SHARD))
                .isInstanceOf(Forward.class);
    }

    @Test
    void aKeyIsOnTheSameShardInEveryDatabase() {
        assertThat(plan("COPY", "{t}a", "{t}b", "DB", "1")).isInstanceOf(Forward.class);
        assertThat(((Forward) plan("MOVE", "{t}a", "1")).shard()).isEqualTo(((Forward) plan("GET", "{t}a")).shard());
    }

    @Test
    void wholeStoreCommandsGoToEveryShard() {
        FanOut plan = (FanOut) plan("DBSIZE");
        assertThat(plan.shards()).containsExactly(0, 1, 2, 3);
        assertThat(plan.arguments()).isEmpty();
        assertThat(planner.plan(CommandFrame.of("DBSIZE"), SESSION, new TestShards(2)))
                .extracting(other -> ((FanOut) other).shards().size())
                .isEqualTo(2);
    }

    @Test
    void aMillionKeysAreSplitInReasonableTime() {
        String[] words = new String[1_000_001];
        words[0] = "MGET";
        for (int i = 1; i < words.length; i++) {
            words[i] = "k" + i;
        }
        Split split = (Split) planner.plan(CommandFrame.of(words), SESSION, new TestShards(1000));
        assertThat(split.pieces().stream()
                        .mapToInt(piece -> piece.arguments().length)
                        .sum())
                .isEqualTo(1_000_000);
    }

    private Plan plan(String... words) {
        return planner.plan(CommandFrame.of(words), SESSION, SHARDS);
    }

    private String errorOf(String... words) {
        return error(plan(words));
    }

    private static String error(Plan plan) {
        return ((Err) ((Answer) plan).reply()).text();
    }

    private static int shardOf(String key) {
        return SHARDS.shardOf(key);
    }

    private static CommandSpec row(String name) {
        return Objects.requireNonNull(TABLE.find(name));
    }
}

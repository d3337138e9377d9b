// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.command.CommandTable;
import io.ringway.proxy.plan.CommandPlanner;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Plan.FanOut;
import io.ringway.proxy.plan.Plan.Forward;
import io.ringway.proxy.plan.Refusals;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.RespValue;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ScanPlannerTest {
    private static final CommandTable TABLE = CommandTable.load();

    private final CommandPlanner planner = ShardPlanners.commandPlanner(TABLE, LocalStubs.all(TABLE));

    @Test
    void optionsAndTheShardsOwnCursorAreSentToTheCursorsShard() {
        FanOut plan = (FanOut) plan(3, "SCAN", "1026", "MATCH", "a*", "COUNT", "7", "TYPE", "set");
        assertThat(plan.shards()).containsExactly(2);
        assertThat(plan.arguments().stream().map(bytes -> new String(bytes, UTF_8)))
                .containsExactly("SCAN", "1", "MATCH", "a*", "COUNT", "7", "TYPE", "set");
    }

    @Test
    void theReplyGetsACursorThatKnowsTheShard() {
        RespValue keys = RespValue.array(RespValue.bulk("a"));
        FanOut plan = (FanOut) plan(3, "SCAN", "0");
        assertThat(plan.merge().merge(List.of(RespValue.array(RespValue.bulk("5"), keys))))
                .isEqualTo(RespValue.array(RespValue.bulk("5120"), keys));
        assertThat(plan.merge().merge(List.of(RespValue.array(RespValue.bulk("0"), keys))))
                .isEqualTo(RespValue.array(RespValue.bulk("1"), keys));
    }

    @Test
    void aScanOfEmptyShardsVisitsAllOfThemAndEnds() {
        String cursor = "0";
        int calls = 0;
        do {
            FanOut plan = (FanOut) plan(5, "SCAN", cursor);
            assertThat(plan.shards()).containsExactly(calls);
            RespValue.Array reply = (RespValue.Array)
                    plan.merge().merge(List.of(RespValue.array(RespValue.bulk("0"), RespValue.array())));
            cursor = ((RespValue.Bulk) reply.elements().get(0)).text();
            calls++;
        } while (!cursor.equals("0"));
        assertThat(calls).isEqualTo(5);
    }

    @Test
    void cursorsOfNoShardAreRefused() {
        assertThat(plan(3, "SCAN", "3")).isSameAs(Refusals.INVALID_CURSOR);
        assertThat(plan(3, "SCAN", "x")).isSameAs(Refusals.INVALID_CURSOR);
    }

    @Test
    void aSingleShardSeesItsOwnCursors() {
        assertThat(plan(1, "SCAN", "1026")).isInstanceOf(Forward.class);
    }

    @Test
    void aReplyThatIsNoPageBecomesAnError() {
        FanOut plan = (FanOut) plan(3, "SCAN", "0");
        for (RespValue reply : List.of(
                RespValue.OK,
                RespValue.array(),
                RespValue.array(RespValue.bulk("x"), RespValue.array()),
                RespValue.array(RespValue.bulk(""), RespValue.array()))) {
            assertThat(plan.merge().merge(List.of(reply))).isInstanceOf(RespValue.Err.class);
        }
    }

    private Plan plan(int shardCount, String... words) {
        return planner.plan(CommandFrame.of(words), Session.initial(1, true), new TestShards(shardCount));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.command.CommandTable;
import io.ringway.proxy.plan.CommandPlanner;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Plan.Forward;
import io.ringway.proxy.plan.Plan.Split;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.RespValue;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class StreamReadPlannerTest {
    private static final CommandTable TABLE = CommandTable.load();
    /** Keys are on the shards that their last byte says: a and c on one, b on the other. */
    private static final FakeShards TWO = new FakeShards("even", "odd");

    private final CommandPlanner planner = ShardPlanners.commandPlanner(TABLE, LocalStubs.all(TABLE));

    @Test
    void eachShardGetsTheOptionsAndItsOwnStreamsWithTheirIds() {
        Split plan = (Split) plan("XREAD", "COUNT", "2", "STREAMS", "a", "b", "c", "0", "5", "7");
        assertThat(plan.pieces()).hasSize(2);
        assertThat(plan.pieces().get(0).shard()).isEqualTo(1);
        assertThat(plan.pieces().get(0).arguments()).containsExactly(1, 2, 3, 4, 6, 7, 9);
        assertThat(plan.pieces().get(1).shard()).isEqualTo(0);
        assertThat(plan.pieces().get(1).arguments()).containsExactly(1, 2, 3, 5, 8);
    }

    @Test
    void streamsComeInTheOrderInWhichTheyWereAskedFor() {
        Split plan = (Split) plan("XREAD", "STREAMS", "a", "b", "c", "0", "0", "0");
        RespValue entries = RespValue.array(RespValue.bulk("1-1"));

        assertThat(plan.merge()
                        .merge(List.of(
                                RespValue.array(named("a", entries), named("c", entries)),
                                RespValue.array(named("b", entries)))))
                .isEqualTo(RespValue.array(named("a", entries), named("b", entries), named("c", entries)));
        assertThat(plan.merge()
                        .merge(List.of(
                                new RespValue.MapOf(List.of(RespValue.bulk("c"), entries)),
                                new RespValue.MapOf(List.of(RespValue.bulk("b"), entries)))))
                .isEqualTo(new RespValue.MapOf(List.of(RespValue.bulk("b"), entries, RespValue.bulk("c"), entries)));
    }

    @Test
    void nothingToReadAnywhereIsNull() {
        Split plan = (Split) plan("XREAD", "STREAMS", "a", "b", "0", "0");
        assertThat(plan.merge().merge(List.of(RespValue.NULL_ARRAY, RespValue.NULL_ARRAY)))
                .isEqualTo(RespValue.NULL_ARRAY);
        assertThat(plan.merge().merge(List.of(RespValue.NULL_ARRAY, RespValue.array(named("b", RespValue.array())))))
                .isEqualTo(RespValue.array(named("b", RespValue.array())));
    }

    @Test
    void aReplyThatWasNotAskedForBecomesAnError() {
        Split plan = (Split) plan("XREAD", "STREAMS", "a", "b", "0", "0");
        for (RespValue reply : List.of(RespValue.array(named("x", RespValue.array())), RespValue.array(RespValue.OK))) {
            assertThat(plan.merge().merge(List.of(reply, RespValue.NULL_ARRAY))).isInstanceOf(RespValue.Err.class);
        }
    }

    @Test
    void streamsOfOneShardAreReadAsTheyCame() {
        assertThat(plan("XREAD", "STREAMS", "a", "c", "0", "0"))
                .isEqualTo(new Forward(Objects.requireNonNull(TABLE.find("xread")), 1));
    }

    @Test
    void whatMakesNoSenseIsLeftToAShard() {
        assertThat(plan("XREAD", "STREAMS", "a", "b", "0")).isInstanceOf(Forward.class);
        assertThat(plan("XREAD", "COUNT", "1", "STREAMS")).isInstanceOf(Forward.class);
    }

    private static RespValue named(String name, RespValue entries) {
        return RespValue.array(RespValue.bulk(name), entries);
    }

    private Plan plan(String... words) {
        return planner.plan(CommandFrame.of(words), Session.initial(1, true), TWO);
    }
}

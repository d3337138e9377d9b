// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.command.CommandTable;
import io.ringway.proxy.plan.CommandPlanner;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Plan.Answer;
import io.ringway.proxy.plan.Plan.Then;
import io.ringway.proxy.session.Session;
import io.ringway.proxy.testing.Seed;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.RespValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class RandomKeyPlannerTest {
    private static final CommandTable TABLE = CommandTable.load();

    private final SplittableRandom dice = new SplittableRandom(Seed.value());
    private final CommandPlanner planner = ShardPlanners.commandPlanner(TABLE, LocalStubs.all(TABLE));

    @Test
    void aShardIsPickedByItsShareOfTheKeys() {
        int[] picked = new int[3];
        for (int i = 0; i < 10_000; i++) {
            picked[pick(begin(), 1000, 0, 3000).shards().get(0)]++;
        }
        assertThat(picked[0]).isBetween(2200, 2800);
        assertThat(picked[1]).isZero();
        assertThat(picked[2]).isBetween(7200, 7800);
    }

    @Test
    void theKeyOfThePickedShardIsTheReply() {
        Then pick = pick(begin(), 0, 5, 0);
        assertThat(pick.shards()).containsExactly(1);
        assertThat(new String(pick.arguments().get(0), StandardCharsets.US_ASCII))
                .isEqualTo("RANDOMKEY");
        assertThat(pick.next().after(List.of(RespValue.bulk("k")), dice)).isEqualTo(new Answer(RespValue.bulk("k")));
    }

    @Test
    void whereTheKeysAreGoneMeanwhileTheOtherShardsGetTheirChance() {
        Then first = pick(begin(), 3, 3, 3);
        Then second = (Then) first.next().after(List.of(RespValue.NULL), dice);
        Then third = (Then) second.next().after(List.of(RespValue.NULL), dice);
        assertThat(List.of(
                        first.shards().get(0),
                        second.shards().get(0),
                        third.shards().get(0)))
                .containsExactlyInAnyOrder(0, 1, 2);
        assertThat(third.next().after(List.of(RespValue.NULL), dice)).isEqualTo(new Answer(RespValue.NULL));
    }

    @Test
    void anEmptyStoreHasNoKey() {
        assertThat(begin().next().after(sizes(0, 0, 0), dice)).isEqualTo(new Answer(RespValue.NULL));
    }

    @Test
    void oneShardPicksItself() {
        assertThat(plan(1)).isInstanceOf(Plan.Forward.class);
    }

    private Then begin() {
        return (Then) plan(3);
    }

    private Then pick(Then begin, int... sizes) {
        return (Then) begin.next().after(sizes(sizes), dice);
    }

    private static List<RespValue> sizes(int... sizes) {
        return Arrays.stream(sizes).mapToObj(RespValue::integer).toList();
    }

    private Plan plan(int shards) {
        return planner.plan(CommandFrame.of("RANDOMKEY"), Session.initial(1, true), new TestShards(shards));
    }
}

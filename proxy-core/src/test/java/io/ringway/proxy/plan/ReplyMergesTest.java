// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan;

import static io.ringway.resp.RespValue.array;
import static io.ringway.resp.RespValue.bulk;
import static io.ringway.resp.RespValue.integer;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.plan.Plan.Piece;
import io.ringway.resp.RespValue;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReplyMergesTest {
    @Test
    void numbersAreAddedUp() {
        assertThat(ReplyMerges.SUM.merge(List.of(integer(3), integer(0), integer(4))))
                .isEqualTo(integer(7));
    }

    @Test
    void arraysAreConcatenatedInOrder() {
        assertThat(ReplyMerges.CONCATENATION.merge(List.of(array(bulk("a"), bulk("b")), array(), array(bulk("c")))))
                .isEqualTo(array(bulk("a"), bulk("b"), bulk("c")));
    }

    @Test
    void aScriptExistsWhereEveryShardHasIt() {
        assertThat(ReplyMerges.AND.merge(
                        List.of(array(integer(1), integer(1), integer(0)), array(integer(1), integer(0), integer(0)))))
                .isEqualTo(array(integer(1), integer(0), integer(0)));
    }

    @Test
    void theOldestMomentIsTheSmallest() {
        assertThat(ReplyMerges.LEAST.merge(List.of(integer(9), integer(7), integer(8))))
                .isEqualTo(integer(7));
    }

    @Test
    void whatSeveralShardsHaveIsToldOnce() {
        assertThat(ReplyMerges.UNION.merge(List.of(array(bulk("a"), bulk("b")), array(bulk("b"), bulk("c")))))
                .isEqualTo(array(bulk("a"), bulk("b"), bulk("c")));
    }

    @Test
    void anErrorOfSomeShardsSaysThatOthersFaredOtherwise() {
        RespValue error = RespValue.error("ERR disk full");
        assertThat(UnanimousMerge.INSTANCE.merge(List.of(RespValue.OK, RespValue.OK)))
                .isEqualTo(RespValue.OK);
        assertThat(UnanimousMerge.INSTANCE.merge(List.of(error, error))).isEqualTo(error);
        assertThat(UnanimousMerge.INSTANCE.merge(List.of(RespValue.OK, error)))
                .isEqualTo(RespValue.error("ERR disk full; this is a part of the command, and other shards may have"
                        + " executed theirs"));
    }

    @Test
    void valuesComeBackInTheOrderOfTheKeys() {
        List<Piece> pieces = List.of(new Piece(2, new int[] {1, 4}), new Piece(0, new int[] {2, 3}));
        assertThat(new ReorderMerge(pieces, 4)
                        .merge(List.of(array(bulk("a"), bulk("d")), array(RespValue.NULL, bulk("c")))))
                .isEqualTo(array(bulk("a"), RespValue.NULL, bulk("c"), bulk("d")));
    }

    @Test
    void repliesOfTheWrongKindBecomeErrors() {
        List<RespValue> wrong = List.of(RespValue.OK);
        assertThat(ReplyMerges.SUM.merge(wrong)).isInstanceOf(RespValue.Err.class);
        assertThat(ReplyMerges.CONCATENATION.merge(wrong)).isInstanceOf(RespValue.Err.class);
        assertThat(ReplyMerges.LEAST.merge(wrong)).isInstanceOf(RespValue.Err.class);
        assertThat(ReplyMerges.UNION.merge(wrong)).isInstanceOf(RespValue.Err.class);
        assertThat(ReplyMerges.AND.merge(wrong)).isInstanceOf(RespValue.Err.class);
        List<Piece> pieces = List.of(new Piece(0, new int[] {1, 2}));
        assertThat(new ReorderMerge(pieces, 2).merge(List.of(array(bulk("a"))))).isInstanceOf(RespValue.Err.class);
    }
}

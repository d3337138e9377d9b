// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan;

import io.ringway.proxy.plan.Explained.Kind;
import io.ringway.proxy.session.TransactionState;
import io.ringway.resp.RespValue;
import java.util.List;
import java.util.stream.IntStream;

/** Says what carrying a plan out would do, instead of doing it. Used for one plan by one thread. */
final class PlanExplainer implements Plan.Runner {
    private static final String LOCAL = "Ringway answers it";

    private final int shardCount;
    private Explained explained = new Explained(Kind.LOCAL, List.of(), LOCAL, "");

    PlanExplainer(int shardCount) {
        this.shardCount = shardCount;
    }

    Explained explained() {
        return explained;
    }

    @Override
    public void forward(Plan.Forward plan) {
        say(Kind.FORWARDED, List.of(plan.shard()), "goes to one shard as it is");
    }

    @Override
    public void split(Plan.Split plan) {
        List<Integer> shards = plan.pieces().stream()
                .map(Plan.Piece::shard)
                .distinct()
                .sorted()
                .toList();
        say(Kind.SPLIT, shards, "a piece for each shard at the same time; atomic on each shard, not across them");
    }

    @Override
    public void fanOut(Plan.FanOut plan) {
        say(Kind.FANNED_OUT, plan.shards(), "goes to these shards, and their replies become one; not at one moment");
    }

    @Override
    public void answer(RespValue reply) {
        say(Kind.LOCAL, List.of(), LOCAL);
    }

    @Override
    public void become(Plan.Become plan) {
        say(Kind.LOCAL, List.of(), LOCAL);
    }

    @Override
    public void close(Plan.Close plan) {
        say(Kind.LOCAL, List.of(), "Ringway ends the connection");
    }

    @Override
    public void ask(Plan.Ask plan) {
        say(Kind.LOCAL, List.of(), LOCAL);
    }

    @Override
    public void block(Plan.Block plan) {
        pinned(List.of(plan.shard()), "may block, so it takes a connection of its own meanwhile");
    }

    @Override
    public void blockEverywhere(Plan.BlockEverywhere plan) {
        pinned(allShards(), "waits on a connection of its own to every shard");
    }

    @Override
    public void aside(Plan.Aside plan) {
        pinned(allShards(), "goes to every shard on a connection of its own, past what runs there");
    }

    @Override
    public void script(Plan.Script plan) {
        plan.plan().run(this);
    }

    @Override
    public void watch(Plan.Watch plan) {
        pinned(List.of(plan.shard()), "keeps a connection of its own until EXEC, DISCARD or UNWATCH");
    }

    @Override
    public void queue(Plan.Queue plan) {
        transaction(plan.next().transaction().shard(), "is queued for EXEC");
    }

    @Override
    public void execute(Plan.Execute plan) {
        transaction(plan.shard(), "the queued commands go to their shard as one batch");
    }

    private void transaction(int shard, String why) {
        say(Kind.FORWARDED, shard == TransactionState.NO_SHARD ? List.of() : List.of(shard), why);
    }

    private void pinned(List<Integer> shards, String why) {
        explained = new Explained(
                Kind.PINNED, shards, why, "at most pinned.max of these to a shard at a time; the others wait in line");
    }

    private void say(Kind kind, List<Integer> shards, String why) {
        explained = new Explained(kind, shards, why, "");
    }

    private List<Integer> allShards() {
        return IntStream.range(0, shardCount).boxed().toList();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan;

import io.ringway.proxy.plan.Explained.Kind;
import io.ringway.proxy.session.TransactionState;
import io.ringway.resp.RespValue;
import java.util.List;
import java.util.stream.IntStream;

/** Says what carrying a plan out would do, instead of doing it. Used for one plan by one thread. */
final class PlanExplainer implements Plan.Runner {
    private static final String RELAYED = "Ringway subscribes at the shards on behalf of all its clients";

    private final int shardCount;
    private Explained explained = Explained.LOCAL;

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
        say(Kind.BROADCAST, plan.shards(), "goes to these shards, and their replies become one; not at one moment");
    }

    @Override
    public void then(Plan.Then plan) {
        say(Kind.BROADCAST, plan.shards(), "asks these shards, whose replies decide what comes next");
    }

    @Override
    public void answer(RespValue reply) {
        explained = Explained.LOCAL;
    }

    @Override
    public void become(Plan.Become plan) {
        explained = Explained.LOCAL;
    }

    @Override
    public void close(Plan.Close plan) {
        say(Kind.LOCAL, List.of(), "Ringway ends the connection");
    }

    @Override
    public void ask(Plan.Ask plan) {
        explained = Explained.LOCAL;
    }

    @Override
    public void inquire(Plan.Inquire plan) {
        boolean keys = plan.subject() == Plan.Inquire.Subject.KEYS;
        say(
                Kind.LOOKED_UP,
                List.of(),
                keys
                        ? "a shard is asked each time which keys it has; then it goes to the shard of its keys"
                        : "not in Ringway's table: a shard is asked once what it is; then it goes to the shard of its keys");
    }

    @Override
    public void order(Plan.Order plan) {
        say(Kind.LOCAL, List.of(), "Ringway does it to the connections of its own clients");
    }

    @Override
    public void reload(Plan.Reload plan) {
        say(Kind.LOCAL, List.of(), "Ringway reads its own configuration again");
    }

    @Override
    public void subscribe(Plan.Subscribe plan) {
        say(Kind.LOCAL, List.of(), RELAYED);
    }

    @Override
    public void unsubscribe(Plan.Unsubscribe plan) {
        say(Kind.LOCAL, List.of(), RELAYED);
    }

    @Override
    public void publish(Plan.Publish plan) {
        say(
                Kind.FORWARDED,
                List.of(plan.shard()),
                "goes to the shard of its channel; subscribers at Ringway are counted");
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

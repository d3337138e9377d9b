// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Planner;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Plans INFO: the shards' sections in one, and our own, {@code # Ringway}. Immutable. */
final class InfoPlanner implements Planner {
    private static final Plan OURS_ALONE = new Plan.Ask(proxy -> InfoMerge.OURS.merge(List.of(), proxy));

    @Override
    public Plan plan(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        List<Integer> all = IntStream.range(0, shards.shardCount()).boxed().toList();
        if (command.argCount() == 1) {
            return new Plan.FanOut(spec, all, List.of(), InfoMerge.WITH_OURS);
        }
        boolean ours = false;
        boolean asked = false;
        List<byte[]> toShards = new ArrayList<>();
        toShards.add("INFO".getBytes(StandardCharsets.US_ASCII));
        for (int section = 1; section < command.argCount(); section++) {
            if (command.argIs(section, "ringway")) {
                asked = true;
            } else {
                ours |= command.argIs(section, "default")
                        || command.argIs(section, "all")
                        || command.argIs(section, "everything");
                toShards.add(command.arg(section));
            }
        }
        if (toShards.size() == 1) {
            return OURS_ALONE;
        }
        return new Plan.FanOut(
                spec, all, asked ? toShards : List.of(), ours || asked ? InfoMerge.WITH_OURS : InfoMerge.SERVERS_ONLY);
    }
}

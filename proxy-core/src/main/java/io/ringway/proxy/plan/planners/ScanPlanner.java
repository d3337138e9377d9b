// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Plan.FanOut;
import io.ringway.proxy.plan.Planner;
import io.ringway.proxy.plan.Refusals;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Scans shard after shard, the cursor telling whose turn it is. Where a single shard has all keys cursors are its own. Confined to one event loop. */
final class ScanPlanner implements Planner {
    private final Forwards forwards;

    ScanPlanner(CommandSpec row) {
        forwards = new Forwards(row);
    }

    @Override
    public Plan plan(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        int onlyShard = shards.onlyShard();
        if (onlyShard != ShardMap.SEVERAL) {
            return forwards.to(onlyShard);
        }
        ScanCursor cursor = ScanCursor.parse(command.arg(1));
        if (cursor == null || cursor.shard() >= shards.shardCount()) {
            return Refusals.INVALID_CURSOR;
        }
        List<byte[]> rewritten = new ArrayList<>(command.argCount());
        for (int i = 0; i < command.argCount(); i++) {
            rewritten.add(i == 1 ? cursor.own().getBytes(StandardCharsets.US_ASCII) : command.arg(i));
        }
        return new FanOut(spec, List.of(cursor.shard()), rewritten, new ScanMerge(cursor, shards.shardCount()));
    }
}

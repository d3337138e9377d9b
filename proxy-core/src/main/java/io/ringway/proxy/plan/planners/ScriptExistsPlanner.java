// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Planner;
import io.ringway.proxy.plan.ProxyView;
import io.ringway.proxy.plan.ReplyMerge;
import io.ringway.proxy.plan.ReplyMerges;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.script.ScriptDigest;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.RespValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Plans SCRIPT EXISTS: a script exists where every shard has it, or where the proxy remembers it, as then it can be called on
 * every shard. Confined to one event loop.
 */
final class ScriptExistsPlanner implements Planner {
    private static final int FIRST_DIGEST = 2;

    private final Planner everywhere;

    ScriptExistsPlanner(CommandSpec row) {
        everywhere = new FanOutPlanner(row, ReplyMerges.AND);
    }

    @Override
    public Plan plan(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        Plan plan = everywhere.plan(spec, command, session, shards);
        if (!(plan instanceof Plan.FanOut all)) {
            return plan;
        }
        List<@Nullable ScriptDigest> scripts = new ArrayList<>();
        for (int i = FIRST_DIGEST; i < command.argCount(); i++) {
            scripts.add(ScriptDigest.parse(command, i));
        }
        return new Plan.FanOut(spec, all.shards(), List.of(), new Merge(scripts));
    }

    private record Merge(List<@Nullable ScriptDigest> scripts) implements ReplyMerge {
        @Override
        public RespValue merge(List<RespValue> replies) {
            return ReplyMerges.AND.merge(replies);
        }

        @Override
        public RespValue merge(List<RespValue> replies, ProxyView proxy) {
            if (!(merge(replies) instanceof RespValue.Array merged)
                    || merged.elements().size() != scripts.size()) {
                return merge(replies);
            }
            List<RespValue> exist = new ArrayList<>(merged.elements());
            for (int i = 0; i < exist.size(); i++) {
                ScriptDigest script = scripts.get(i);
                if (script != null && proxy.remembers(script)) {
                    exist.set(i, RespValue.integer(1));
                }
            }
            return new RespValue.Array(exist);
        }
    }
}

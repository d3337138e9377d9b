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
 * Plans SCRIPT EXISTS: a script exists if every shard has it, or if one has it and the proxy remembers it, as then it can be
 * called on all. Confined to one event loop.
 */
final class ScriptExistsPlanner implements Planner {
    private static final int FIRST_DIGEST = 2;
    private static final RespValue YES = RespValue.integer(1);

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

    /** @param scripts null for what is none */
    private record Merge(List<@Nullable ScriptDigest> scripts) implements ReplyMerge {
        @Override
        public ReplyMerge asOf(ProxyView proxy) {
            List<Boolean> remembered = scripts.stream()
                    .map(script -> script != null && proxy.remembers(script))
                    .toList();
            return replies -> merge(replies, remembered);
        }

        @Override
        public RespValue merge(List<RespValue> replies) {
            return ReplyMerges.AND.merge(replies);
        }

        private static RespValue merge(List<RespValue> replies, List<Boolean> remembered) {
            RespValue everywhere = ReplyMerges.AND.merge(replies);
            if (!(everywhere instanceof RespValue.Array array)
                    || array.elements().size() != remembered.size()) {
                return everywhere;
            }
            List<RespValue> exist = new ArrayList<>(array.elements());
            for (int i = 0; i < exist.size(); i++) {
                if (remembered.get(i) && isAnywhere(replies, i)) {
                    exist.set(i, YES);
                }
            }
            return new RespValue.Array(exist);
        }

        private static boolean isAnywhere(List<RespValue> replies, int script) {
            return replies.stream()
                    .anyMatch(reply -> reply instanceof RespValue.Array array
                            && array.elements().size() > script
                            && array.elements().get(script).equals(YES));
        }
    }
}

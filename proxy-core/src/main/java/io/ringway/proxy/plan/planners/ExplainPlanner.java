// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.CommandPlanner;
import io.ringway.proxy.plan.Explained;
import io.ringway.proxy.plan.OneShard;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Planner;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.RespValue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Plans RINGWAY EXPLAIN: plans the command behind it as if its client had sent that, and says how it came out. Confined to one
 * event loop.
 */
final class ExplainPlanner implements Planner {
    private static final int FIRST_WORD = 2;

    private CommandPlanner planner;

    /** {@link #useFor} has to be called before any command is planned. */
    @SuppressWarnings("NullAway.Init")
    ExplainPlanner() {}

    /** The planner that this one is a part of. */
    void useFor(CommandPlanner whole) {
        planner = whole;
    }

    @Override
    public Plan plan(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        byte[][] words = new byte[command.argCount() - FIRST_WORD][];
        for (int i = 0; i < words.length; i++) {
            words[i] = command.arg(FIRST_WORD + i);
        }
        CommandFrame inner = CommandFrame.of(words);
        CommandSpec row = planner.find(inner);
        // Explaining an explanation, of an explanation, and so on, would take any depth.
        Explained explained = spec.equals(row) ? Explained.LOCAL : explain(row, inner, session, shards);
        List<RespValue> lines = new ArrayList<>();
        line(lines, "plan=" + explained.kind().toString().replace(' ', '-'));
        if (!explained.shards().isEmpty()) {
            line(
                    lines,
                    "shards="
                            + explained.shards().stream().map(shards::shardName).collect(Collectors.joining(",")));
        }
        line(lines, "why=" + explained.why());
        if (!explained.advice().isEmpty()) {
            line(lines, "advice=" + explained.advice());
        }
        return new Plan.Answer(new RespValue.Array(lines));
    }

    private Explained explain(@Nullable CommandSpec row, CommandFrame inner, Session session, ShardMap shards) {
        return Explained.of(
                row,
                planner.plan(inner, session, shards),
                planner.plan(inner, session, OneShard.INSTANCE),
                shards.shardCount());
    }

    private static void line(List<RespValue> lines, String text) {
        lines.add(new RespValue.SimpleString(text));
    }
}

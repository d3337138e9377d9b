// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.resp.RespValue;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A plan in words. Immutable.
 *
 * @param shards the shards that get anything, ascending; empty where it is none, or not decided yet
 * @param why what happens to the command, and where that differs from a single server
 * @param advice what to do about it; empty where there is nothing to do
 */
public record Explained(Kind kind, List<Integer> shards, String why, String advice) {
    /** What becomes of a command, the worst first. */
    public enum Kind {
        /** It is refused, and one server would carry it out. */
        REFUSED,
        /** It is carried out, and comes to another result than on one server. */
        CHANGED,
        /** A server refuses it too. */
        INVALID,
        /** It is not known, so a shard is asked about it. */
        LOOKED_UP,
        /** It is cut into a piece for each shard. */
        SPLIT,
        /** It goes to several shards, as a rule to all. */
        BROADCAST,
        /** It takes a connection of its own. */
        PINNED,
        /** The proxy answers. */
        LOCAL,
        /** It goes to one shard as it is. */
        FORWARDED;

        /** In lower-case words. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** For what Ringway answers by itself. */
    public static final Explained LOCAL = new Explained(Kind.LOCAL, List.of(), "Ringway answers it", "");

    public Explained {
        shards = List.copyOf(shards);
    }

    /**
     * Explains a plan.
     *
     * @param row the command's row; null for what the table does not know
     * @param onOneShard the plan for the same command where a single shard has all keys
     */
    public static Explained of(@Nullable CommandSpec row, Plan plan, Plan onOneShard, int shardCount) {
        RespValue error = errorOf(plan);
        if (error == null) {
            PlanExplainer explainer = new PlanExplainer(shardCount);
            plan.run(explainer);
            return explainer.explained();
        }
        String text = ((RespValue.Err) error).text();
        boolean unsupported =
                row == null || row.planner().isEmpty() || row.planner().startsWith(Refusals.PREFIX);
        Kind kind = unsupported || errorOf(onOneShard) == null ? Kind.REFUSED : Kind.INVALID;
        return new Explained(kind, List.of(), text, kind == Kind.REFUSED ? Refusals.advice(text) : "");
    }

    private static @Nullable RespValue errorOf(Plan plan) {
        RespValue reply = null;
        if (plan instanceof Plan.Answer answer) {
            reply = answer.reply();
        } else if (plan instanceof Plan.Become become) {
            reply = become.reply();
        }
        return reply instanceof RespValue.Err ? reply : null;
    }
}

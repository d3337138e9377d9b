// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.command.CommandTable;
import io.ringway.proxy.command.KeyFinder;
import io.ringway.proxy.command.LearnedCommands;
import io.ringway.proxy.plan.Finding;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Plan.Inquire;
import io.ringway.proxy.plan.Planner;
import io.ringway.proxy.plan.Refusals;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.plan.UnlistedCommands;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Plans commands that were learned from a shard: where its description tells the keys, like those of the table; else the
 * shard is asked each time which keys the command has. Confined to one event loop.
 */
final class LearningPlanner implements UnlistedCommands {
    /** Then all are made anew: rows that were learned again have others in their place. */
    private static final int MOST_PLANNERS = 1024;

    /** In milliseconds; nobody but the shard knows what such a command waits for. */
    private static final long AS_LONG_AS_IT_TAKES = 0;

    private final LearnedCommands learned;
    private final Function<CommandSpec, Planner> keyed;
    private final Plan inquireCommand;
    private final Plan inquireKeys;
    /** By row, for those whose keys need no question; leave when there are too many. */
    private final IdentityHashMap<CommandSpec, Planner> planners = new IdentityHashMap<>();

    LearningPlanner(CommandTable table, LearnedCommands learned, Function<CommandSpec, Planner> keyed) {
        this.learned = learned;
        this.keyed = keyed;
        inquireCommand = new Inquire(row(table, "command|info"), Inquire.Subject.COMMAND);
        inquireKeys = new Inquire(row(table, "command|getkeys"), Inquire.Subject.KEYS);
    }

    @Override
    public @Nullable CommandSpec find(CommandFrame command) {
        return learned.find(command);
    }

    @Override
    public boolean isContainer(CommandSpec spec) {
        return learned.isContainer(spec);
    }

    @Override
    public @Nullable Plan inquire(CommandFrame command) {
        return learned.mayExist(command) ? inquireCommand : null;
    }

    @Override
    public Plan plan(
            CommandSpec spec, CommandFrame command, Session session, ShardMap shards, @Nullable Finding finding) {
        if (!session.authenticated()) {
            // Whatever the shard thinks of strangers: it does not see any.
            return Refusals.NOT_AUTHENTICATED;
        }
        if (takesConnection(spec)) {
            return Refusals.connection(spec);
        }
        if (administers(spec)) {
            return Refusals.administration(spec);
        }
        Plan plan = planByShard(spec, command, session, shards, finding);
        return plan instanceof Plan.Forward forward && spec.flags().contains("blocking")
                ? new Plan.Block(spec, forward.shard(), AS_LONG_AS_IT_TAKES)
                : plan;
    }

    /** On a shared connection it would concern everybody. */
    private static boolean takesConnection(CommandSpec spec) {
        return spec.flags().contains("pubsub")
                || spec.flags().contains("no_auth")
                || spec.aclCategories().contains("@connection")
                || spec.aclCategories().contains("@transaction");
    }

    /**
     * MONITOR, SYNC, SHUTDOWN, SCRIPT DEBUG and their like under another name, whose owner did not want them used by just anybody.
     * A module's commands are called so for less, and none of them can take its connection over.
     */
    private static boolean administers(CommandSpec spec) {
        boolean strange = spec.flags().contains("noscript") && !spec.flags().contains("blocking");
        return !spec.flags().contains("module")
                && (spec.flags().contains("admin")
                        || (strange && spec.keySpecs().isEmpty()));
    }

    private Plan planByShard(
            CommandSpec spec, CommandFrame command, Session session, ShardMap shards, @Nullable Finding finding) {
        int onlyShard = shards.onlyShard();
        if (onlyShard != ShardMap.SEVERAL) {
            return new Plan.Forward(spec, onlyShard);
        }
        if (!needsQuestion(spec)) {
            return planner(spec).plan(spec, command, session, shards);
        }
        if (finding instanceof Finding.Nothing nothing) {
            return new Plan.Answer(nothing.error());
        }
        return finding instanceof Finding.Keys found ? planByKeys(spec, found.keys(), shards) : inquireKeys;
    }

    /** A module says of its own code that it finds keys, and then its description need not tell of all. */
    private static boolean needsQuestion(CommandSpec spec) {
        boolean byModule = spec.flags().contains("module") && spec.flags().contains("movablekeys");
        return byModule || !KeyFinder.isKnownFor(spec);
    }

    private Planner planner(CommandSpec spec) {
        if (planners.size() >= MOST_PLANNERS) {
            planners.clear();
        }
        return planners.computeIfAbsent(spec, keyed);
    }

    private Plan planByKeys(CommandSpec spec, List<byte[]> keys, ShardMap shards) {
        if (keys.isEmpty()) {
            return Refusals.withoutKeys(spec);
        }
        int shard = shardOf(keys.get(0), shards);
        return keys.stream().allMatch(key -> shardOf(key, shards) == shard)
                ? new Plan.Forward(spec, shard)
                : Refusals.CROSS_SLOT;
    }

    private static int shardOf(byte[] key, ShardMap shards) {
        return shards.shardOf(key, key.length);
    }

    private static CommandSpec row(CommandTable table, String name) {
        return Objects.requireNonNull(table.find(name), name);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.command.CommandTable;
import io.ringway.proxy.command.KeyPositions;
import io.ringway.proxy.command.LearnedCommands;
import io.ringway.proxy.command.StreamKeys;
import io.ringway.proxy.plan.AnySuccessMerge;
import io.ringway.proxy.plan.CommandPlanner;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Planner;
import io.ringway.proxy.plan.Refusals;
import io.ringway.proxy.plan.ReorderMerge;
import io.ringway.proxy.plan.ReplyMerges;
import io.ringway.proxy.plan.ScriptUse;
import io.ringway.proxy.plan.UnanimousMerge;
import io.ringway.proxy.plan.UnlistedCommands;
import io.ringway.resp.RespValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes the planner that each row of the command table names, for one event loop: here is what the words of the table's planner
 * column mean. Confined to one event loop, as what it makes.
 */
public final class ShardPlanners {
    private static final String LOCAL = "local";

    private final Map<String, Planner> localPlanners;
    private final ArgumentShards argumentShards = new ArgumentShards();
    private final ArgumentSplit split = new ArgumentSplit(argumentShards);
    private final KeyPositions keys = new KeyPositions();

    private ShardPlanners(Map<String, Planner> localPlanners) {
        this.localPlanners = localPlanners;
    }

    /**
     * The planner for the table's commands, for one event loop; all others are unknown to it.
     *
     * @param localPlanners for the commands that the proxy answers, by the name of the command or of its container
     */
    public static CommandPlanner commandPlanner(CommandTable table, Map<String, Planner> localPlanners) {
        ShardPlanners planners = new ShardPlanners(localPlanners);
        return new CommandPlanner(table, planners.byRow(table), UnlistedCommands.NONE);
    }

    /** As {@link #commandPlanner(CommandTable, Map)}; and what is not in the table is learned from shards. */
    public static CommandPlanner commandPlanner(
            CommandTable table, Map<String, Planner> localPlanners, LearnedCommands learned) {
        ShardPlanners planners = new ShardPlanners(localPlanners);
        UnlistedCommands unlisted = new LearningPlanner(table, learned, planners::keyedLearned);
        return new CommandPlanner(table, planners.byRow(table), unlisted);
    }

    private List<Planner> byRow(CommandTable table) {
        List<Planner> byRow = new ArrayList<>();
        for (CommandSpec row : table.all()) {
            byRow.add(plannerOf(row));
        }
        return byRow;
    }

    private Planner plannerOf(CommandSpec row) {
        String name = row.planner();
        if (name.startsWith(Refusals.PREFIX)) {
            return always(Refusals.refuse(row, name.substring(Refusals.PREFIX.length())));
        }
        if (name.startsWith(FanOutMerges.PREFIX)) {
            return new FanOutPlanner(row, FanOutMerges.named(name));
        }
        ScriptUse use = ScriptUse.of(name);
        if (use != null) {
            return new ScriptPlanner(use, scriptTarget(use, row));
        }
        return switch (name) {
            case "" -> always(Refusals.refuse(row, Refusals.UNDECIDED));
            case LOCAL -> local(row);
            case "any-shard" -> always(new Plan.Forward(row, 0));
            case "keyed" -> keyed(row);
            case "sort" -> new GuardedPlanner(OptionGuards.pattern(row), keyed(row));
            case "copy" ->
                new OtherDatabasePlanner(
                        keyed(row), new Forwards(row), argumentShards, 2, OtherDatabasePlanner::optionOfCopy);
            case "move" -> new OtherDatabasePlanner(keyed(row), new Forwards(row), argumentShards, 1, command -> 2);
            case "stream-read" -> streamRead(row);
            case "stream-read-group" -> new BlockingPlanner(WaitTimes.blockOption(), keyed(row));
            case "block:first" -> new BlockingPlanner(WaitTimes.seconds(1), keyed(row));
            case "block:last" -> new BlockingPlanner(WaitTimes.seconds(-1), keyed(row));
            case "script-exists" -> new ScriptExistsPlanner(row);
            case "aside:any-success" -> always(new Plan.Aside(row, AnySuccessMerge.INSTANCE));
            case "aside:function-stats" -> always(new Plan.Aside(row, FunctionMerges.STATS));
            case "wait" -> new WaitPlanner(2, ReplyMerges.LEAST, RespValue.integer(0));
            case "wait-aof" ->
                new WaitPlanner(3, ReplyMerges.LEAST_EACH, RespValue.array(RespValue.integer(0), RespValue.integer(0)));
            case "watch" -> TransactionPlanners.watch(row, argumentShards, keys);
            case "transaction" -> transaction(row);
            case "pubsub" -> PubSubPlanners.planner(row);
            case "mget" -> new SplitPlanner(row, 1, split, ReorderMerge::new);
            case "mset" -> mset(row);
            case "count-keys" -> new SplitPlanner(row, 1, split, (pieces, argumentCount) -> ReplyMerges.SUM);
            case "scan" -> new ScanPlanner(row);
            case "random-key" -> new RandomKeyPlanner(row);
            case "one-shard" -> new GuardedPlanner(OptionGuards.oneShard(row), always(new Plan.Forward(row, 0)));
            case "debug" -> new DebugPlanner(row, argumentShards);
            default -> throw new IllegalArgumentException(row.name() + " names a planner that is none: " + name);
        };
    }

    private Planner local(CommandSpec row) {
        String container = row.name().split("\\|", 2)[0];
        Planner planner = localPlanners.getOrDefault(row.name(), localPlanners.get(container));
        if (planner == null) {
            throw new IllegalArgumentException("no planner for the local command " + row.name());
        }
        return planner;
    }

    private static Planner transaction(CommandSpec row) {
        return switch (row.name()) {
            case "multi" -> TransactionPlanners::multi;
            case "exec" -> TransactionPlanners::exec;
            case "discard" -> TransactionPlanners::discard;
            case "unwatch" -> TransactionPlanners::unwatch;
            default -> throw new IllegalArgumentException("no part of a transaction: " + row.name());
        };
    }

    private Planner scriptTarget(ScriptUse use, CommandSpec row) {
        return switch (use) {
            case SENDS, CALLS -> keyed(row);
            case LOADS -> new FanOutPlanner(row, AnySuccessMerge.INSTANCE);
            case FLUSHES -> new FanOutPlanner(row, UnanimousMerge.INSTANCE);
        };
    }

    private Planner keyed(CommandSpec row) {
        return new KeyedPlanner(row, argumentShards, keys);
    }

    /** Nobody knows what such a command does without the keys it declares, so it goes nowhere. */
    private Planner keyedLearned(CommandSpec row) {
        return new KeyedPlanner(row, argumentShards, keys, Refusals.wrongArgumentCount(row));
    }

    /** What waits does so on one shard; what does not may read from several. */
    private Planner streamRead(CommandSpec row) {
        Planner waiting = keyed(row);
        Planner reading = new StreamReadPlanner(row, argumentShards, keys);
        return new BlockingPlanner(
                WaitTimes.blockOption(),
                StreamIds::fromNow,
                (spec, command, session, shards) ->
                        (StreamKeys.blockAt(command) == 0 ? reading : waiting).plan(spec, command, session, shards));
    }

    private Planner mset(CommandSpec row) {
        Plan refusal = Refusals.wrongArgumentCount(row);
        return new GuardedPlanner(
                (command, shards) -> command.argCount() % 2 == 0 ? refusal : null,
                new SplitPlanner(row, 2, split, (pieces, argumentCount) -> ReplyMerges.FIRST));
    }

    private static Planner always(Plan plan) {
        return (spec, command, session, shards) -> plan;
    }
}

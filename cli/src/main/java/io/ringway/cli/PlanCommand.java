// SPDX-License-Identifier: Apache-2.0
package io.ringway.cli;

import io.ringway.proxy.control.config.ConfigException;
import io.ringway.proxy.control.config.ShardConfig;
import io.ringway.proxy.control.config.StoreConfig;
import io.ringway.sharding.MovePlan;
import io.ringway.sharding.Placement;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ringway plan}: says how many keys would move if shards were added or removed. Confined to one thread. */
@Command(name = "plan", description = "Tell what share of the keys would move if shards came or went. Changes nothing.")
final class PlanCommand implements Callable<Integer> {
    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(
            names = "--add",
            paramLabel = "NAME=HOST:PORT[@WEIGHT]",
            converter = AddedShard.class,
            description = "A shard that would come, at the end of the list. May be repeated.")
    private List<ShardConfig> added = List.of();

    @Option(names = "--remove", paramLabel = "NAME", description = "A shard that would go. May be repeated.")
    private List<String> removed = List.of();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws ConfigException, CommandFailure {
        if (added.isEmpty() && removed.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "Nothing to plan: give --add or --remove");
        }
        StoreConfig store = config.read().store();
        Placement before = store.placementSpec().placement();
        MovePlan plan = MovePlan.between(before, after(store), MovePlan.DEFAULT_KEYS);
        PrintWriter out = spec.commandLine().getOut();
        print(plan, out);
        if (!store.placement().rules().rules().isEmpty()) {
            out.println();
            out.println("Keys that placement rules pin are not counted: they stay where they are.");
        }
        return 0;
    }

    private Placement after(StoreConfig store) throws CommandFailure {
        List<ShardConfig> shards = new ArrayList<>(store.shards());
        for (String name : removed) {
            if (!shards.removeIf(shard -> shard.name().equals(name))) {
                List<String> names =
                        store.shards().stream().map(ShardConfig::name).toList();
                throw new CommandFailure(
                        "there is no shard '" + name + "' to remove; there are " + String.join(", ", names));
            }
        }
        shards.addAll(added);
        try {
            StoreConfig next = store.withShards(shards);
            next.checkPlacement();
            return next.placementSpec().placement();
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("cannot be placed so: " + e.getMessage());
        }
    }

    private static void print(MovePlan plan, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%s of the keys would move (by a sample of %,d keys, +/- %s)%n%n",
                percent(plan.movedShare()),
                plan.keys(),
                percent(plan.margin()));
        Columns loads = new Columns("SHARD", "BEFORE", "AFTER", "LEAVING", "COMING");
        for (MovePlan.Load load : plan.loads()) {
            int leaving = sum(plan, flow -> flow.from().equals(load.shard()));
            int coming = sum(plan, flow -> flow.to().equals(load.shard()));
            loads.row(
                    load.shard(),
                    percent(plan.share(load.before())),
                    percent(plan.share(load.after())),
                    percent(plan.share(leaving)),
                    percent(plan.share(coming)));
        }
        loads.print(out);
        out.println();
        Columns flows = new Columns("FROM", "TO", "KEYS");
        plan.flows().forEach(flow -> flows.row(flow.from(), flow.to(), percent(plan.share(flow.keys()))));
        flows.print(out);
    }

    private static int sum(MovePlan plan, Predicate<MovePlan.Flow> which) {
        return plan.flows().stream().filter(which).mapToInt(MovePlan.Flow::keys).sum();
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", share * 100);
    }
}

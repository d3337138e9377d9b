// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.command.CommandTable;
import io.ringway.proxy.command.LearnedCommands;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The commands that a client may really use: rows of the table that are not refused, and what was learned so far. Immutable, but
 * for what is learned.
 */
final class OfferedCommands {
    private static final String REFUSED = "refuse";

    /** By name, subcommands too, in the table's order. */
    private final Map<String, CommandSpec> byName = new LinkedHashMap<>();
    /** By container; commands without subcommands are not in it. */
    private final Map<String, List<CommandSpec>> subcommands = new LinkedHashMap<>();

    private final LearnedCommands learned;

    OfferedCommands(CommandTable table, LearnedCommands learned) {
        this.learned = learned;
        for (CommandSpec row : table.all()) {
            if (isSubcommand(row) && isOffered(row)) {
                subcommands
                        .computeIfAbsent(container(row), name -> new ArrayList<>())
                        .add(row);
            }
        }
        for (CommandSpec row : table.all()) {
            if (isOffered(row) || subcommands.containsKey(row.name())) {
                byName.put(row.name(), row);
            }
        }
    }

    /** Commands and subcommands. */
    List<CommandSpec> all() {
        return Stream.concat(byName.values().stream(), learned.all().stream()).toList();
    }

    /** Commands that are no subcommands. */
    List<CommandSpec> commands() {
        return all().stream().filter(row -> !isSubcommand(row)).toList();
    }

    List<CommandSpec> subcommandsOf(CommandSpec container) {
        return container.planner().equals(LearnedCommands.PLANNER)
                ? learned.all().stream()
                        .filter(row -> row.name().startsWith(container.name() + "|"))
                        .toList()
                : subcommands.getOrDefault(container.name(), List.of());
    }

    @Nullable
    CommandSpec find(String name) {
        CommandSpec listed = byName.get(name.toLowerCase(Locale.ROOT));
        return listed == null ? learned.find(name) : listed;
    }

    /** A container that has no planner of its own is offered as far as its subcommands are. */
    private static boolean isOffered(CommandSpec row) {
        return !row.planner().isEmpty() && !row.planner().startsWith(REFUSED);
    }

    private static boolean isSubcommand(CommandSpec row) {
        return row.name().indexOf('|') >= 0;
    }

    private static String container(CommandSpec subcommand) {
        return subcommand.name().substring(0, subcommand.name().indexOf('|'));
    }
}

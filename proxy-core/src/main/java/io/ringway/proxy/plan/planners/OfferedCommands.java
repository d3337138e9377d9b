// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.command.CommandTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The commands that a client may really use: rows of the table that are not refused. Immutable. */
final class OfferedCommands {
    private static final String REFUSED = "refuse";

    /** By name, subcommands too, in the table's order. */
    private final Map<String, CommandSpec> byName = new LinkedHashMap<>();
    /** By container; commands without subcommands are not in it. */
    private final Map<String, List<CommandSpec>> subcommands = new LinkedHashMap<>();

    OfferedCommands(CommandTable table) {
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
        return List.copyOf(byName.values());
    }

    /** Commands that are no subcommands. */
    List<CommandSpec> commands() {
        return byName.values().stream().filter(row -> !isSubcommand(row)).toList();
    }

    List<CommandSpec> subcommandsOf(CommandSpec container) {
        return subcommands.getOrDefault(container.name(), List.of());
    }

    @Nullable
    CommandSpec find(String name) {
        return byName.get(name.toLowerCase(Locale.ROOT));
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

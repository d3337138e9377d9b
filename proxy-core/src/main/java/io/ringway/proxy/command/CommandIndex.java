// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.command;

import io.ringway.resp.CommandFrame;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows by the name of their command, as it stands in a frame, and by their own. Immutable. */
final class CommandIndex {
    private static final char CONTAINER_SEPARATOR = '|';

    private final Map<String, CommandSpec> byName = new HashMap<>();
    private final WordIndex<Entry> commands = new WordIndex<>();
    /** By the container's name; commands without subcommands are not in it. */
    private final Map<String, WordIndex<CommandSpec>> subcommands = new HashMap<>();

    CommandIndex(List<CommandSpec> rows) {
        for (CommandSpec row : rows) {
            byName.put(row.name(), row);
        }
        for (CommandSpec row : rows) {
            int separator = row.name().indexOf(CONTAINER_SEPARATOR);
            if (separator >= 0) {
                String container = row.name().substring(0, separator);
                if (!byName.containsKey(container)) {
                    throw new IllegalArgumentException("a subcommand without its container: " + row.name());
                }
                subcommands
                        .computeIfAbsent(container, name -> new WordIndex<>())
                        .put(row.name().substring(separator + 1), row);
            }
        }
        for (CommandSpec row : rows) {
            if (row.name().indexOf(CONTAINER_SEPARATOR) < 0) {
                commands.put(row.name(), new Entry(row, subcommands.get(row.name())));
            }
        }
    }

    /** As {@link CommandTable#find(CommandFrame)}. */
    @Nullable
    CommandSpec find(CommandFrame command) {
        Entry entry = commands.find(command, 0);
        if (entry == null) {
            return null;
        }
        WordIndex<CommandSpec> index = entry.subcommands;
        if (index == null || command.argCount() == 1) {
            return entry.row;
        }
        CommandSpec subcommand = index.find(command, 1);
        return subcommand == null ? entry.row : subcommand;
    }

    /** The row of that name, such as {@code get} or {@code config|get}. */
    @Nullable
    CommandSpec find(String name) {
        return byName.get(name.toLowerCase(Locale.ROOT));
    }

    /** Whether the row's command has subcommands. */
    boolean isContainer(CommandSpec row) {
        return subcommands.containsKey(row.name());
    }

    private record Entry(CommandSpec row, @Nullable WordIndex<CommandSpec> subcommands) {}
}

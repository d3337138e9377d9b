// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.command;

import io.ringway.resp.CommandFrame;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All commands by name. The rows of servers' commands come from {@code commands.tsv}, which is generated from their own {@code
 * COMMAND} replies; those of our own are in {@code ringway-commands.tsv}. Immutable.
 */
public final class CommandTable {
    private static final char CONTAINER_SEPARATOR = '|';

    private final List<CommandSpec> rows;
    private final Map<String, CommandSpec> byName = new HashMap<>();
    private final WordIndex<CommandSpec> commands = new WordIndex<>();
    /** By the container's id; null for rows that are no containers. */
    private final List<@Nullable WordIndex<CommandSpec>> subcommands = new ArrayList<>();

    private final BitSet containers = new BitSet();

    private CommandTable(List<CommandSpec> rows) {
        this.rows = List.copyOf(rows);
        for (CommandSpec row : rows) {
            subcommands.add(null);
            byName.put(row.name(), row);
            if (row.name().indexOf(CONTAINER_SEPARATOR) < 0) {
                commands.put(row.name(), row);
            }
        }
        for (CommandSpec row : rows) {
            int separator = row.name().indexOf(CONTAINER_SEPARATOR);
            if (separator >= 0) {
                addSubcommand(row.name().substring(0, separator), row.name().substring(separator + 1), row);
            }
        }
    }

    private void addSubcommand(String containerName, String name, CommandSpec row) {
        CommandSpec container = byName.get(containerName);
        if (container == null) {
            throw new IllegalArgumentException("a subcommand without its container: " + row.name());
        }
        WordIndex<CommandSpec> index = subcommands.get(container.id());
        if (index == null) {
            index = new WordIndex<>();
            subcommands.set(container.id(), index);
            containers.set(container.id());
        }
        index.put(name, row);
    }

    /** Reads the table that comes with the proxy. */
    public static CommandTable load() {
        List<CommandSpec> rows = new ArrayList<>(CommandTableText.parse(resource("commands.tsv"), 0));
        rows.addAll(CommandTableText.parse(resource("ringway-commands.tsv"), rows.size()));
        return new CommandTable(rows);
    }

    /**
     * The row for a command. For a container command the row of its subcommand, or the container's own where there is no
     * subcommand or none of that name; see {@link #isContainer}.
     */
    public @Nullable CommandSpec find(CommandFrame command) {
        CommandSpec row = commands.find(command, 0);
        if (row == null || command.argCount() == 1) {
            return row;
        }
        WordIndex<CommandSpec> index = subcommands.get(row.id());
        if (index == null) {
            return row;
        }
        CommandSpec subcommand = index.find(command, 1);
        return subcommand == null ? row : subcommand;
    }

    /** The row of that name, such as {@code get} or {@code config|get}. */
    public @Nullable CommandSpec find(String name) {
        return byName.get(name.toLowerCase(Locale.ROOT));
    }

    /** Whether the row's command has subcommands. */
    public boolean isContainer(CommandSpec row) {
        return containers.get(row.id());
    }

    /** All rows, by id. */
    public List<CommandSpec> all() {
        return rows;
    }

    private static String resource(String name) {
        try (InputStream in = CommandTable.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("missing from the jar: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

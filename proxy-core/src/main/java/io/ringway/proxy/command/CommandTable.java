// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.command;

import io.ringway.resp.CommandFrame;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All commands by name. The rows of servers' commands come from {@code commands.tsv}, which is generated from their own {@code
 * COMMAND} replies; those of our own are in {@code ringway-commands.tsv}. Immutable.
 */
public final class CommandTable {
    private final List<CommandSpec> rows;
    private final CommandIndex index;

    private CommandTable(List<CommandSpec> rows) {
        this.rows = List.copyOf(rows);
        this.index = new CommandIndex(rows);
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
        return index.find(command);
    }

    /** The row of that name, such as {@code get} or {@code config|get}. */
    public @Nullable CommandSpec find(String name) {
        return index.find(name);
    }

    /** Whether the row's command has subcommands. */
    public boolean isContainer(CommandSpec row) {
        return index.isContainer(row);
    }

    /** All rows, by id. */
    public List<CommandSpec> all() {
        return rows;
    }

    /**
     * All rows by id, and behind them one that stands for those of {@link LearnedCommands}, which share its id: whatever is kept
     * by id has a place for them.
     */
    public List<CommandSpec> byId() {
        List<CommandSpec> byId = new ArrayList<>(rows);
        byId.add(LearnedCommands.standIn(learnedId()));
        return byId;
    }

    /** The id that the rows of {@link LearnedCommands} share. */
    public int learnedId() {
        return rows.size();
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

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.command;

import io.ringway.resp.CommandFrame;
import io.ringway.resp.RespValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What shards have said of commands that the table does not know: of modules, newer servers, or renamed ones. All of their rows
 * have one id, and count as writes whatever the shard says. Both what is known and what is known to be absent is bounded; what
 * cannot be remembered will be asked again. Safe for use by any thread, without locks.
 */
public final class LearnedCommands {
    /** The planner of all of the rows. */
    public static final String PLANNER = "learned";

    /** Far above what a server with all of its modules has. */
    private static final int MOST_ROWS = 8192;
    /** Anybody can name commands that do not exist, so they leave after a while, see {@link #forget}. */
    private static final int MOST_ABSENT = 4096;
    /** No server has longer names; they are not worth a question. */
    private static final int LONGEST_NAME = 128;

    private final int id;
    private final Duration absence;
    /** Replaced whole. */
    private final AtomicReference<Known> known = new AtomicReference<>(new Known(List.of()));
    /** Lower-case names that no command has; each leaves by {@link #forget}. */
    private final Set<String> absent = ConcurrentHashMap.newKeySet();

    /**
     * Nothing is known at first.
     *
     * @param id of all learned rows
     * @param absence how long a name that no command has is remembered
     */
    public LearnedCommands(int id, Duration absence) {
        this.id = id;
        this.absence = absence;
    }

    /** A row in the place of all of these. */
    static CommandSpec standIn(int id) {
        return new CommandSpec(
                id,
                PLANNER,
                -1,
                Set.of("write"),
                List.of(),
                List.of(),
                List.of(),
                "",
                "",
                PLANNER,
                false,
                Cacheable.NO);
    }

    /** The name under which a command is learned. */
    public static String nameOf(CommandFrame command) {
        return command.argText(0).toLowerCase(Locale.ROOT);
    }

    /** As {@link CommandTable#find(CommandFrame)}. */
    public @Nullable CommandSpec find(CommandFrame command) {
        return known().index.find(command);
    }

    /** The learned row of that name, such as {@code json.get}. */
    public @Nullable CommandSpec find(String name) {
        return known().index.find(name);
    }

    /** Whether the row's command has subcommands. */
    public boolean isContainer(CommandSpec row) {
        return known().index.isContainer(row);
    }

    /** All rows, in the order of learning. */
    public List<CommandSpec> all() {
        return known().rows;
    }

    /** Whether a shard may know a command that neither the table nor this does. */
    public boolean mayExist(CommandFrame command) {
        return isName(command) && !absent.contains(nameOf(command));
    }

    /** Whether the command's name is one as commands have it. Servers know {@code config|get} too, but not as a command. */
    private static boolean isName(CommandFrame command) {
        int length = command.argLength(0);
        for (int i = 0; i < Math.min(length, LONGEST_NAME); i++) {
            byte b = command.byteAt(0, i);
            if (b <= ' ' || b > '~' || b == '|') {
                return false;
            }
        }
        return length > 0 && length <= LONGEST_NAME;
    }

    /**
     * Takes a shard's reply to {@code COMMAND INFO} of one name.
     *
     * @return whether there is such a command
     */
    public boolean learn(String name, RespValue reply) {
        List<CommandSpec> rows =
                reply instanceof RespValue.Array array && array.elements().size() == 1
                        ? ServerDescription.rows(name, array.elements().get(0), id, PLANNER)
                        : List.of();
        if (rows.isEmpty()) {
            return false;
        }
        known.updateAndGet(before -> before.with(rows));
        return true;
    }

    /**
     * Takes note that no command has a name.
     *
     * @return whether that is remembered from now on, so that {@link #forget} is due after {@link #absence}
     */
    public boolean learnAbsence(String name) {
        return absent.size() < MOST_ABSENT && absent.add(name);
    }

    /** How long a name that no command has is remembered. */
    public Duration absence() {
        return absence;
    }

    /** A name is no longer known to be absent, as modules come while servers run. */
    public void forget(String name) {
        absent.remove(name);
    }

    /** Nothing is known any longer of commands that exist, as a server with other modules may have come. */
    public void forgetAll() {
        known.set(new Known(List.of()));
    }

    private Known known() {
        return Objects.requireNonNull(known.get());
    }

    /** What is known at a time. Immutable. */
    private static final class Known {
        private final List<CommandSpec> rows;
        private final CommandIndex index;

        Known(List<CommandSpec> rows) {
            this.rows = List.copyOf(rows);
            this.index = new CommandIndex(rows);
        }

        /** With the rows of one more command, or of one anew; the oldest leave where there are too many. */
        Known with(List<CommandSpec> added) {
            List<CommandSpec> next = new ArrayList<>(rows);
            removeCommand(next, added.get(0).name());
            while (next.size() + added.size() > MOST_ROWS && !next.isEmpty()) {
                removeCommand(next, next.get(0).name());
            }
            next.addAll(added);
            return new Known(next);
        }

        private static void removeCommand(List<CommandSpec> rows, String name) {
            rows.removeIf(row -> row.name().equals(name) || row.name().startsWith(name + "|"));
        }
    }
}

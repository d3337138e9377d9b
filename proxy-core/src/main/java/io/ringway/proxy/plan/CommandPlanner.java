// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.command.CommandTable;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Plans any command: finds its row in the command table, refuses it where a server would without executing it, in a server's
 * order and words, and leaves the rest to the row's planner. Confined to one event loop, as the planners of rows may be.
 */
public final class CommandPlanner {
    private static final String NO_AUTH_FLAG = "no_auth";

    private final CommandTable table;
    private final UnlistedCommands unlisted;
    /** By the row's id. */
    private final Row[] rows;

    /**
     * Puts it together.
     *
     * @param planners one for each row of the table, in the table's order
     */
    public CommandPlanner(CommandTable table, List<Planner> planners, UnlistedCommands unlisted) {
        this.table = table;
        this.unlisted = unlisted;
        rows = new Row[table.all().size()];
        for (CommandSpec spec : table.all()) {
            rows[spec.id()] = new Row(
                    planners.get(spec.id()),
                    table.isContainer(spec),
                    spec.flags().contains(NO_AUTH_FLAG));
        }
    }

    /** What to do with a command of a client in this state. */
    public Plan plan(CommandFrame command, Session session, ShardMap shards) {
        return plan(find(command), command, session, shards, null);
    }

    /** The row of a command or of its subcommand; null for what neither the table nor, so far, a shard knows. */
    public @Nullable CommandSpec find(CommandFrame command) {
        CommandSpec listed = table.find(command);
        return listed == null ? unlisted.find(command) : listed;
    }

    /**
     * As {@link #plan(CommandFrame, Session, ShardMap)}.
     *
     * @param spec the row that {@link #find} found
     * @param finding what the plan asked for as which the command was planned before, if that was {@link Plan.Inquire}
     */
    public Plan plan(
            @Nullable CommandSpec spec,
            CommandFrame command,
            Session session,
            ShardMap shards,
            @Nullable Finding finding) {
        if (spec == null) {
            return planUnknown(command, session, finding);
        }
        if (spec.id() == rows.length) {
            return planUnlisted(spec, command, session, shards, finding);
        }
        Row row = rows[spec.id()];
        if (row.isContainer && command.argCount() > 1) {
            return UnknownCommand.planSubcommand(command);
        }
        if (!spec.acceptsArgCount(command.argCount())) {
            return Refusals.wrongArgumentCount(spec);
        }
        if (!session.authenticated() && !row.beforeAuthentication) {
            return Refusals.NOT_AUTHENTICATED;
        }
        return row.planner.plan(spec, command, session, shards.inDatabase(session.database()));
    }

    private Plan planUnknown(CommandFrame command, Session session, @Nullable Finding finding) {
        if (finding instanceof Finding.Nothing nothing) {
            return new Plan.Answer(nothing.error());
        }
        boolean isAsked = finding == null && session.authenticated() && !UnknownCommand.isBrowser(command);
        Plan inquiry = isAsked ? unlisted.inquire(command) : null;
        return inquiry == null ? UnknownCommand.plan(command) : inquiry;
    }

    private Plan planUnlisted(
            CommandSpec spec, CommandFrame command, Session session, ShardMap shards, @Nullable Finding finding) {
        if (unlisted.isContainer(spec) && command.argCount() > 1) {
            return UnknownCommand.planSubcommand(command);
        }
        if (!spec.acceptsArgCount(command.argCount())) {
            return Refusals.wrongArgumentCount(spec);
        }
        if (!session.authenticated()) {
            return Refusals.NOT_AUTHENTICATED;
        }
        return unlisted.plan(spec, command, session, shards.inDatabase(session.database()), finding);
    }

    /** What planning needs of a row. */
    private record Row(Planner planner, boolean isContainer, boolean beforeAuthentication) {}
}

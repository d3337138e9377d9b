// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.command.CommandTable;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Plans any command: finds its row in the command table, refuses it where a server would without executing it, in a server's
 * order and words, and leaves the rest to the row's planner. Confined to one event loop, as the planners of rows may be.
 */
public final class CommandPlanner {
    private static final String NO_AUTH_FLAG = "no_auth";
    /** What RESP2 clients with subscriptions may send. */
    private static final Set<String> WHILE_SUBSCRIBED = Set.of(
            "subscribe",
            "psubscribe",
            "ssubscribe",
            "unsubscribe",
            "punsubscribe",
            "sunsubscribe",
            "ping",
            "quit",
            "reset");

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
            rows[spec.id()] = row(spec, planners.get(spec.id()), table.isContainer(spec));
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

    /** The id of the row of that name, such as {@code config|get}. */
    public int idOf(String name) {
        CommandSpec row = table.find(name);
        if (row == null) {
            throw new IllegalArgumentException("no row for " + name);
        }
        return row.id();
    }

    /** As {@link #plan(CommandFrame, Session, ShardMap)}, with the row that {@link #find} found. */
    public Plan plan(@Nullable CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        return plan(spec, command, session, shards, null);
    }

    /** What to do with a command whose turn in a transaction has come: whether to refuse it was decided when it was queued. */
    public Plan planQueued(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        return row(spec, null).planner.plan(spec, command, session, shards.inDatabase(session.database()));
    }

    /** Whether a server would carry the command out, or queue it, rather than refuse it without looking at what it does. */
    public boolean carriesOut(CommandSpec spec, CommandFrame command, Session session) {
        return refusal(row(spec, null), spec, command, session) == null;
    }

    /** Whether MONITOR shows the command when it comes; what is queued is shown when it is carried out. */
    public boolean isShown(CommandSpec spec, CommandFrame command, Session session) {
        Row row = row(spec, null);
        return (row.immediate || !session.transaction().open())
                && !row.administers
                && carriesOut(spec, command, session);
    }

    /** Whether MONITOR shows the command when it is carried out in a transaction. */
    public boolean isShownInTransaction(CommandSpec spec) {
        return !row(spec, null).administers;
    }

    /**
     * As {@link #plan(CommandSpec, CommandFrame, Session, ShardMap)}.
     *
     * @param finding what was found where the command was planned before as {@link Plan.Inquire}
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
        Row row = row(spec, finding);
        ShardMap own = shards.inDatabase(session.database());
        return session.transaction().open()
                ? planQueued(row, spec, command, session, own)
                : planNow(row, spec, command, session, own);
    }

    private static Plan planNow(Row row, CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        Plan refusal = refusal(row, spec, command, session);
        return refusal == null ? row.planner.plan(spec, command, session, shards) : refusal;
    }

    private static Plan planQueued(Row row, CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        Plan refusal = refusal(row, spec, command, session);
        if (refusal != null) {
            return TransactionQueue.refused(spec, session, refusal);
        }
        if (row.immediate) {
            return row.planner.plan(spec, command, session, shards);
        }
        return row.forbiddenInMulti
                ? TransactionQueue.fail(session, Refusals.NOT_IN_MULTI)
                : TransactionQueue.queue(spec, session, row.planner.plan(spec, command, session, shards));
    }

    private Plan planUnknown(CommandFrame command, Session session, @Nullable Finding finding) {
        boolean mayAsk = finding == null && session.authenticated() && !UnknownCommand.isBrowser(command);
        Plan inquiry = mayAsk ? unlisted.inquire(command) : null;
        if (inquiry != null) {
            return inquiry;
        }
        Plan refusal = finding instanceof Finding.Nothing nothing
                ? new Plan.Answer(nothing.error())
                : UnknownCommand.plan(command);
        return session.transaction().open() ? TransactionQueue.refused(session, refusal) : refusal;
    }

    private Row row(CommandSpec spec, @Nullable Finding finding) {
        if (spec.id() < rows.length) {
            return rows[spec.id()];
        }
        Planner planner = (row, command, session, shards) -> unlisted.plan(row, command, session, shards, finding);
        return row(spec, planner, unlisted.isContainer(spec));
    }

    private static Row row(CommandSpec spec, Planner planner, boolean isContainer) {
        return new Row(
                planner,
                isContainer,
                spec.flags().contains(NO_AUTH_FLAG),
                TransactionQueue.isImmediate(spec),
                TransactionQueue.isForbidden(spec),
                WHILE_SUBSCRIBED.contains(spec.name()),
                spec.flags().contains("readonly") || spec.mayReplicate(),
                spec.flags().contains("admin"));
    }

    /** Why a server would refuse the command without looking at what it does; null where it would not. */
    private static @Nullable Plan refusal(Row row, CommandSpec spec, CommandFrame command, Session session) {
        if (row.isContainer && command.argCount() > 1) {
            return UnknownCommand.planSubcommand(command);
        }
        if (!spec.acceptsArgCount(command.argCount())) {
            return Refusals.wrongArgumentCount(spec);
        }
        if (!session.authenticated() && !row.beforeAuthentication) {
            return Refusals.NOT_AUTHENTICATED;
        }
        if (session.onlySubscribes() && !row.whileSubscribed) {
            return Refusals.notWhileSubscribed(spec);
        }
        if (session.modes().monitors() && row.concernsData) {
            return Refusals.MONITORING;
        }
        return null;
    }

    /** What planning needs of a row. */
    private record Row(
            Planner planner,
            boolean isContainer,
            boolean beforeAuthentication,
            boolean immediate,
            boolean forbiddenInMulti,
            boolean whileSubscribed,
            boolean concernsData,
            boolean administers) {}
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.session.Session;
import io.ringway.proxy.session.TopicKind;
import io.ringway.proxy.session.TransactionState;
import io.ringway.resp.RespValue;
import java.util.Set;

/**
 * Decides what becomes of a command between MULTI and EXEC: it is queued, with the shard of its keys noted, or refused, and
 * with it the transaction. Stateless.
 */
final class TransactionQueue {
    /** Carried out at once. */
    private static final Set<String> IMMEDIATE = Set.of("multi", "exec", "discard", "watch", "quit", "reset");

    private static final String NO_MULTI_FLAG = "no_multi";
    private static final String LOCAL = "local";
    private static final String CACHING = "client|caching";
    private static final String SELECT = "select";
    private static final String HELLO = "hello";

    private TransactionQueue() {}

    static boolean isImmediate(CommandSpec row) {
        return IMMEDIATE.contains(row.name());
    }

    static boolean isForbidden(CommandSpec row) {
        return row.flags().contains(NO_MULTI_FLAG);
    }

    /** Answers with an error now, and again at EXEC. */
    static Plan fail(Session session, RespValue error) {
        return new Plan.Become(session.withTransaction(session.transaction().withFailure()), error);
    }

    /** What a server refuses at once fails the transaction too, unless it ends the connection. */
    static Plan refused(Session session, Plan refusal) {
        return refusal instanceof Plan.Answer answer ? fail(session, answer.reply()) : refusal;
    }

    /** As {@link #refused(Session, Plan)}; EXEC with arguments it does not take ends the transaction instead. */
    static Plan refused(CommandSpec row, Session session, Plan refusal) {
        if (row.name().equals("exec")
                && refusal instanceof Plan.Answer answer
                && answer.reply() instanceof RespValue.Err e) {
            String reason = e.text().substring(e.text().indexOf(' ') + 1);
            return new Plan.Become(
                    session.withoutTransaction(),
                    RespValue.error("EXECABORT Transaction discarded because of: " + reason));
        }
        return refused(session, refusal);
    }

    /** @param plan what would be done with the command outside of a transaction */
    static Plan queue(CommandSpec row, Session session, Plan plan) {
        if (plan instanceof Plan.Inquire) {
            return plan;
        }
        if (plan instanceof Plan.Forward forward) {
            return onShard(row, session, forward.shard());
        }
        if (plan instanceof Plan.Block block) {
            // Inside of a transaction nothing blocks.
            return onShard(row, session, block.shard());
        }
        if (plan instanceof Plan.Publish publish) {
            // Subscribers to channels listen to all shards, so that the transaction's is as good as any.
            Plan queued = publish.topic().kind() == TopicKind.SHARD_CHANNEL
                    ? onShard(row, session, publish.shard())
                    : new Plan.Queue(row, session, false);
            return queued instanceof Plan.Queue queue
                    ? new Plan.Queue(row, queue.next(), false, false, publish.topic())
                    : queued;
        }
        if (plan instanceof Plan.Subscribe || plan instanceof Plan.Unsubscribe) {
            return new Plan.Queue(row, session, true);
        }
        if (plan instanceof Plan.Script script) {
            return queue(row, session, script.plan());
        }
        if (plan instanceof Plan.BlockEverywhere || plan instanceof Plan.Aside) {
            // It tells about the shard of the transaction, whichever that will be.
            return new Plan.Queue(row, session, false);
        }
        if (plan instanceof Plan.FanOut all
                && all.shards().size() == 1
                && all.arguments().isEmpty()) {
            return onShard(row, session, all.shards().get(0));
        }
        if (plan instanceof Plan.Order order && order.order() instanceof ClientOrder.Reply reply) {
            // On a server it takes a part of EXEC's reply away, and the client cannot tell what it gets then.
            return reply.wanted() == ClientOrder.Replies.ON
                    ? new Plan.Queue(row, session, true)
                    : fail(session, Refusals.orderInTransaction(row));
        }
        if (plan instanceof Plan.Order && plan.alone()) {
            return new Plan.Queue(
                    row, session.withTransaction(session.transaction().withAlone()), true);
        }
        if (plan instanceof Plan.Reload) {
            return fail(session, Refusals.orderInTransaction(row));
        }
        if (row.name().equals(CACHING) && plan instanceof Plan.Become) {
            // It is about the commands behind it in the transaction, wherever that goes.
            return new Plan.Queue(row, session, false);
        }
        if (row.name().equals(HELLO)
                && plan instanceof Plan.Become become
                && !(become.reply() instanceof RespValue.Err)) {
            Session greeted = session.withTransaction(session.transaction().withGreeting());
            return new Plan.Queue(row, greeted, true, true, null);
        }
        if (row.planner().equals(LOCAL) && isTheProxysAlone(plan)) {
            // A SELECT that will succeed is for the shard, even of the same database: carried out here, it would come
            // behind those that follow. Commands behind it are planned in its database.
            return plan instanceof Plan.Become become && row.name().equals(SELECT)
                    ? new Plan.Queue(row, session.withDatabase(become.next().database()), false)
                    : new Plan.Queue(row, session, true);
        }
        if (plan instanceof Plan.Answer answer) {
            return answer.reply() instanceof RespValue.Err error
                    ? fail(session, error)
                    : new Plan.Queue(row, session, true);
        }
        return fail(session, plan instanceof Plan.Split ? Refusals.CROSS_SLOT_ERROR : Refusals.notInTransaction(row));
    }

    /** Whether no shard has a part in it. */
    private static boolean isTheProxysAlone(Plan plan) {
        return plan instanceof Plan.Answer
                || plan instanceof Plan.Become
                || plan instanceof Plan.Ask
                || plan instanceof Plan.Order;
    }

    private static Plan onShard(CommandSpec row, Session session, int shard) {
        TransactionState state = session.transaction();
        if (state.shard() != TransactionState.NO_SHARD && state.shard() != shard) {
            return fail(session, Refusals.CROSS_SLOT_ERROR);
        }
        return new Plan.Queue(row, session.withTransaction(state.onShard(shard)), false);
    }
}

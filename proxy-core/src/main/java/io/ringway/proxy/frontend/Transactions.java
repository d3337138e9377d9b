// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.backend.Failure;
import io.ringway.proxy.backend.Lane;
import io.ringway.proxy.backend.ReplySink;
import io.ringway.proxy.backend.WholeReplySink;
import io.ringway.proxy.cache.Written;
import io.ringway.proxy.plan.CommandPlanner;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.ProxyView;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.script.ScriptDigest;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.RespValue;
import java.util.ArrayList;
import java.util.List;

/**
 * Carries out what WATCH, MULTI and EXEC ask for. A transaction goes to its shard as one batch on the shared lane, which is
 * as atomic there as on a connection of its own; only WATCH, and SELECT between MULTI and EXEC, take a pinned one. One serves all
 * clients of a loop. Confined to the event loop.
 */
final class Transactions {
    private static final RespValue QUEUED = new RespValue.SimpleString("QUEUED");

    private final CommandPlanner planner;
    private final ShardMap shards;
    private final ProxyView view;
    private final Scripts scripts;

    private final WrittenStripes writes;

    Transactions(CommandPlanner planner, ShardMap shards, ProxyView view, Scripts scripts, WrittenStripes writes) {
        this.writes = writes;
        this.planner = planner;
        this.shards = shards;
        this.view = view;
        this.scripts = scripts;
    }

    void queue(ClientConnection client, Plan.Queue plan, CommandFrame frame) {
        ScriptDigest script = scripts.queued(plan.command(), frame);
        Written written = plan.local() ? Written.NOTHING : writes.of(plan.command(), frame);
        boolean replicates = plan.command().mayReplicate() && !scripts.declaresNoWrites(plan.command(), frame);
        client.transaction().queue(plan, frame, script, written, replicates);
        client.changeSession(plan.next());
        client.replies().answer(QUEUED);
    }

    void watch(ClientConnection client, Plan.Watch plan, CommandFrame frame) {
        long ticket = client.replies().open();
        client.flow().raiseBarrier();
        ByteBuf copy = client.copy(frame);
        client.pins()
                .acquireOwn(
                        plan.shard(),
                        lane -> {
                            client.pins().watching();
                            client.changeSession(client.session()
                                    .withTransaction(
                                            client.session().transaction().watching(plan.shard())));
                            lane.send(
                                    copy,
                                    copy.readerIndex(),
                                    copy.readableBytes(),
                                    new WatchReply(client),
                                    ticket,
                                    plan.command().id());
                            copy.release();
                        },
                        failure -> {
                            copy.release();
                            client.replies().failed(ticket, failure);
                        },
                        copy::release);
    }

    void execute(ClientConnection client, Plan.Execute plan) {
        QueuedCommands commands = client.transaction().take();
        Session session = client.session();
        boolean watches = session.transaction().watches();
        long ticket = client.replies().open();
        int shard = Math.max(plan.shard(), 0);
        int database = plan.switchesDatabase() ? session.database() : ExecuteReply.SAME_DATABASE;
        ExecuteReply reply =
                new ExecuteReply(client, this, ticket, commands, database, new ReceiverCounts(commands, shard, view));
        if (!commands.needShard() && !watches) {
            client.changeSession(session.withoutTransaction());
            client.replies().answer(ticket, carryOutAll(client, commands));
            commands.release();
            return;
        }
        if (plan.switchesDatabase()) {
            client.flow().raiseBarrier();
            client.changeSession(session.withDatabase(session.transaction().outerDatabase()));
            client.pins()
                    .acquireOwn(
                            shard,
                            lane -> ship(client, plan, commands, lane, reply),
                            failure -> {
                                commands.release();
                                client.become(client.session().withoutTransaction());
                                client.replies().failed(ticket, failure);
                            },
                            commands::release);
        } else {
            ship(client, plan, commands, client.lanes().to(shard), reply);
        }
    }

    private void ship(ClientConnection client, Plan.Execute plan, QueuedCommands commands, Lane lane, ReplySink reply) {
        commands.scripts().forEach(script -> scripts.loadAhead(lane, script));
        commands.send(lane, reply, plan.command());
        commands.release();
        client.pins().executed(plan.switchesDatabase());
        if (!commands.locals().isEmpty()) {
            // They change the session when the reply comes, and what follows depends on it.
            client.flow().raiseBarrier();
        }
        client.become(client.session().withoutTransaction());
    }

    private RespValue carryOutAll(ClientConnection client, QueuedCommands commands) {
        List<RespValue> replies = new ArrayList<>();
        for (QueuedCommands.Local local : commands.locals()) {
            replies.add(carryOut(client, local));
        }
        return new RespValue.Array(replies);
    }

    /** Carries out a command of the proxy's own whose turn in a transaction has come. */
    RespValue carryOut(ClientConnection client, QueuedCommands.Local local) {
        Plan plan = planner.plan(local.command(), local.frame(), client.session(), shards);
        if (plan instanceof Plan.Answer answer) {
            return answer.reply();
        }
        if (plan instanceof Plan.Become become) {
            client.become(become.next());
            return become.reply();
        }
        if (plan instanceof Plan.Ask ask) {
            return ask.query().answer(view);
        }
        return RespValue.error("ERR " + local.command().name() + " is not supported inside a transaction");
    }

    /** Passes on the reply to WATCH; where it failed, nothing is watched. */
    private record WatchReply(ClientConnection client) implements WholeReplySink {
        @Override
        public void reply(long ticket, ByteBuf in, int start, int length) {
            if (in.getByte(start) == '-') {
                client.become(client.session().withoutTransaction());
            }
            client.replies().reply(ticket, in, start, length);
        }

        @Override
        public void failed(long ticket, Failure failure) {
            client.become(client.session().withoutTransaction());
            client.replies().failed(ticket, failure);
        }
    }
}

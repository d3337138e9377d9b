// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.backend.Failure;
import io.ringway.proxy.backend.Lane;
import io.ringway.proxy.backend.ReplySink;
import io.ringway.proxy.backend.WholeReplySink;
import io.ringway.proxy.cache.Written;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.ProxyView;
import io.ringway.proxy.script.ScriptDigest;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.RespValue;
import java.util.ArrayList;

/**
 * Carries out what WATCH, MULTI and EXEC ask for. A transaction goes to its shard as one batch on the shared lane, which is
 * as atomic there as on a connection of its own; only WATCH, and SELECT or HELLO between MULTI and EXEC, take a pinned one. One
 * serves all clients of a loop. Confined to the event loop.
 */
final class Transactions {
    private static final RespValue QUEUED = new RespValue.SimpleString("QUEUED");

    private final OwnCommands own;
    private final ProxyView view;
    private final Scripts scripts;

    private final WrittenStripes writes;

    Transactions(OwnCommands own, ProxyView view, Scripts scripts, WrittenStripes writes) {
        this.own = own;
        this.view = view;
        this.scripts = scripts;
        this.writes = writes;
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
        int database = plan.switches() ? session.database() : ExecuteReply.SAME_DATABASE;
        ReceiverCounts counts = new ReceiverCounts(commands, shard, view);
        ExecuteReply reply = new ExecuteReply(client, own, ticket, commands, database, counts);
        if (!commands.needShard() && !watches) {
            client.flow().raiseBarrier();
            client.changeSession(session.withoutTransaction());
            own.carryOut(client, ticket, commands.locals(), new ArrayList<>(), counts);
            commands.release();
            return;
        }
        if (plan.switches()) {
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
        client.pins().executed(plan.switches());
        if (!commands.locals().isEmpty()) {
            // They change the session when the reply comes, and what follows depends on it.
            client.flow().raiseBarrier();
        }
        client.become(client.session().withoutTransaction());
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

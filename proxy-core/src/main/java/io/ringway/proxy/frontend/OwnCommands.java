// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.plan.ClientOrder;
import io.ringway.proxy.plan.CommandPlanner;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.ProxyView;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.session.TopicKind;
import io.ringway.resp.CommandEncoder;
import io.ringway.resp.Protocol;
import io.ringway.resp.RespEncoder;
import io.ringway.resp.RespValue;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Carries out those commands of a transaction that are the proxy's own, such as CLIENT PAUSE, in their order. That is when the shard
 * has answered EXEC, and not when EXEC is sent: a transaction that fails, or loses against whoever wrote to a watched key, does
 * none of them, as on a server. What it costs: between the shard's part and this one, other clients may get in. The client hears of
 * both together, when both are done. One serves all clients of a loop. Confined to the event loop.
 */
final class OwnCommands {
    private final CommandPlanner planner;
    private final ShardMap shards;
    private final ProxyView view;
    private final ClientOrders orders;
    private final Subscriptions subscriptions;

    OwnCommands(
            CommandPlanner planner, ShardMap shards, ProxyView view, ClientOrders orders, Subscriptions subscriptions) {
        this.planner = planner;
        this.shards = shards;
        this.view = view;
        this.orders = orders;
        this.subscriptions = subscriptions;
    }

    /**
     * Carries them out and answers EXEC; the client has to be held until then, as what it sends next may depend on them.
     *
     * @param ticket EXEC's
     * @param commands those of the proxy's own, in order
     * @param replies to the other commands of the transaction, in order; those to its own join them
     */
    void carryOut(
            ClientConnection client,
            long ticket,
            List<QueuedCommands.Local> commands,
            List<RespValue> replies,
            ReceiverCounts counts) {
        new Turns(client, ticket, commands, replies, counts).goOn();
    }

    /** How far one transaction has got. */
    private final class Turns {
        private final ClientConnection client;
        private final long ticket;
        /** By position, from which on: what replies are encoded in. HELLO is answered in the protocol that it asks for. */
        private final NavigableMap<Integer, Protocol> protocols = new TreeMap<>();

        private final List<QueuedCommands.Local> commands;
        private final List<RespValue> replies;
        /** By position: confirmations of further topics. As in Redis, they are in EXEC's reply, and do not count as elements. */
        private final Map<Integer, List<RespValue>> further = new HashMap<>();

        private final ReceiverCounts counts;
        private int next;

        Turns(
                ClientConnection client,
                long ticket,
                List<QueuedCommands.Local> commands,
                List<RespValue> replies,
                ReceiverCounts counts) {
            this.client = client;
            this.ticket = ticket;
            protocols.put(0, client.session().protocol());
            this.commands = commands;
            this.replies = replies;
            this.counts = counts;
        }

        void goOn() {
            while (next < commands.size()) {
                QueuedCommands.Local command = commands.get(next++);
                Plan plan = planner.planQueued(command.command(), command.frame(), client.session(), shards);
                RespValue reply = replyAtOnce(plan);
                if (reply == null) {
                    // The lane that the client may give up is in the middle of EXEC's reply.
                    client.loop().execute(() -> begin(command, plan));
                    return;
                }
                answered(command, reply);
                protocols.put(command.position(), client.session().protocol());
            }
            // CLIENT CACHING, if it was among them, was not about what comes behind EXEC.
            client.lanes().carriedOut(null);
            counts.correct(replies);
            answer();
        }

        /** Null where it takes longer. */
        private @Nullable RespValue replyAtOnce(Plan plan) {
            if (plan instanceof Plan.Answer answer) {
                return answer.reply();
            }
            if (plan instanceof Plan.Become become) {
                client.become(become.next());
                return become.reply();
            }
            return plan instanceof Plan.Ask ask ? ask.query().answer(view) : null;
        }

        private void begin(QueuedCommands.Local command, Plan plan) {
            if (plan instanceof Plan.Order order) {
                orders.carryOutQueued(client, order.order(), reply -> ordered(command, order.order(), reply));
            } else if (plan instanceof Plan.Subscribe subscribe && isAllowed(subscribe)) {
                subscriptions.subscribe(client, subscribe.topics(), confirmations(command));
            } else if (plan instanceof Plan.Unsubscribe unsubscribe) {
                subscriptions.unsubscribe(client, unsubscribe.kind(), unsubscribe.topics(), confirmations(command));
            } else {
                String name = command.command().name().toUpperCase(Locale.ROOT);
                ended(command, List.of(RespValue.error("ERR " + name + " isn't allowed for a DENY BLOCKING client")));
            }
        }

        private Confirmations confirmations(QueuedCommands.Local command) {
            return new Confirmations(client, ticket, messages -> ended(command, messages));
        }

        private void ordered(QueuedCommands.Local command, ClientOrder order, RespValue reply) {
            if (order instanceof ClientOrder.Track && replies.size() > command.position()) {
                // The shard has carried out what stands behind it, and did not track the keys yet.
                client.lanes().tracking().missedByTransaction();
            }
            ended(command, List.of(reply));
        }

        private void ended(QueuedCommands.Local command, List<RespValue> messages) {
            answered(command, messages.get(0));
            if (messages.size() > 1) {
                further.put(command.position(), messages.subList(1, messages.size()));
            }
            // By a task, as there may be thousands of them.
            client.loop().execute(this::goOn);
        }

        private void answered(QueuedCommands.Local command, RespValue reply) {
            if (command.told() && command.position() < replies.size()) {
                replies.set(command.position(), reply);
            } else {
                replies.add(command.position(), reply);
            }
        }

        private void answer() {
            ByteBuf buffer = client.allocator().buffer();
            try {
                CommandEncoder.header(buffer, '*', replies.size());
                for (int position = 0; position < replies.size(); position++) {
                    Protocol protocol = protocols.floorEntry(position).getValue();
                    RespEncoder.encode(buffer, replies.get(position), protocol);
                    for (RespValue message : further.getOrDefault(position, List.of())) {
                        RespEncoder.encode(buffer, message, protocol);
                    }
                }
                client.replies().reply(ticket, buffer, buffer.readerIndex(), buffer.readableBytes());
            } finally {
                buffer.release();
            }
        }
    }

    /** As in Redis, which took sharded channels for commands that block when it forbade them. */
    private static boolean isAllowed(Plan.Subscribe plan) {
        return plan.topics().get(0).kind() != TopicKind.SHARD_CHANNEL;
    }
}

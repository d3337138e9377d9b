// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.ringway.proxy.plan.ClientOrder;
import io.ringway.proxy.session.TrackingState;
import io.ringway.resp.RespValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Carries out what clients ask about connections of clients. Whoever is on another event loop is reached by a task handed to
 * that loop; the asking client gets its answer, and goes on, when all have done theirs. One serves all clients of a loop.
 * Confined to the event loop.
 */
final class ClientOrders implements ClientOrder.Runner {
    private static final RespValue NO_SUCH_CLIENT = RespValue.error("ERR No such client");

    private final ClientRegistry registry;
    /** Whose order is being carried out. */
    private ClientConnection client;

    @SuppressWarnings("NullAway.Init") // client is set by carryOut, before any order runs
    ClientOrders(ClientRegistry registry) {
        this.registry = registry;
    }

    void carryOut(ClientConnection asking, ClientOrder order) {
        client = asking;
        order.run(this);
    }

    @Override
    public void reply(ClientOrder.Reply order) {
        client.replies().wants(order.wanted());
        if (order.wanted() == ClientOrder.Replies.ON) {
            client.replies().answer(RespValue.OK);
        }
    }

    @Override
    public void kill(ClientOrder.Kill order) {
        List<ClientConnection> others = new ArrayList<>();
        boolean itself = false;
        for (ClientRecord record : registry.matching(each -> each.fits(order))) {
            ClientConnection found = record.connection();
            if (found == client) {
                itself = !order.skipsAsking();
            } else if (found != null) {
                others.add(found);
            }
        }
        int killed = others.size() + (itself ? 1 : 0);
        RespValue answer = order.counts() ? RespValue.integer(killed) : killed == 0 ? NO_SUCH_CLIENT : RespValue.OK;
        boolean closes = itself;
        onTheirLoops(others, ClientConnection::close, (asking, ticket) -> {
            asking.replies().answer(ticket, answer);
            if (closes) {
                asking.closeWhenAnswered();
            }
        });
    }

    @Override
    public void unblock(ClientOrder.Unblock order) {
        ClientRecord record = registry.find(order.id());
        ClientConnection target = record == null ? null : record.connection();
        long ticket = client.replies().open();
        if (target == null) {
            client.replies().answer(ticket, RespValue.integer(0));
            return;
        }
        ClientConnection asking = client;
        asking.flow().raiseBarrier();
        target.loop()
                .execute(() -> Unblocking.of(
                        target,
                        order.byError(),
                        unblocked -> asking.loop()
                                .execute(() -> asking.replies().answer(ticket, RespValue.integer(unblocked ? 1 : 0)))));
    }

    @Override
    public void pause(ClientOrder.Pause order) {
        ClientConnection asking = client;
        long ticket = asking.replies().open();
        asking.flow().raiseBarrier();
        Countdown left = new Countdown(
                registry.loops().size(),
                asking.loop()::execute,
                () -> asking.replies().answer(ticket, RespValue.OK));
        for (ClientLoop loop : registry.loops()) {
            loop.execute(() -> {
                loop.pause().begin(order.millis(), order.writesOnly());
                Settling.of(loop, asking, left::arrived);
            });
        }
    }

    @Override
    public void unpause(ClientOrder.Unpause order) {
        ClientConnection asking = client;
        long ticket = asking.replies().open();
        asking.flow().raiseBarrier();
        onEveryLoop(loop -> loop.pause().end(), () -> asking.replies().answer(ticket, RespValue.OK));
    }

    @Override
    public void monitor(ClientOrder.Monitor order) {
        ClientConnection asking = client;
        if (asking.session().modes().monitors()) {
            // As in Redis: not a word.
            return;
        }
        long ticket = asking.replies().open();
        asking.flow().raiseBarrier();
        MonitorFeed feed = new MonitorFeed(asking);
        asking.startMonitor(feed);
        onEveryLoop(loop -> loop.monitors().add(feed), () -> {
            asking.replies().answer(ticket, RespValue.OK);
            feed.open();
        });
    }

    @Override
    public void track(ClientOrder.Track order) {
        ClientConnection asking = client;
        if (order.redirect() != 0 && registry.find(order.redirect()) == null) {
            asking.replies().answer(ClientOrder.Track.NO_SUCH_CLIENT);
            return;
        }
        TrackingState next = order.next();
        if (next == null) {
            asking.replies().answer(order.reply());
        } else {
            asking.lanes().tracking().change(next, order.reply());
        }
    }

    private void onEveryLoop(Consumer<ClientLoop> work, Runnable done) {
        Countdown left = new Countdown(registry.loops().size(), client.loop()::execute, done);
        for (ClientLoop loop : registry.loops()) {
            loop.execute(() -> {
                work.accept(loop);
                left.arrived();
            });
        }
    }

    private void onTheirLoops(List<ClientConnection> others, Consumer<ClientConnection> work, Answer answer) {
        ClientConnection asking = client;
        long ticket = asking.replies().open();
        if (others.isEmpty()) {
            answer.give(asking, ticket);
            return;
        }
        asking.flow().raiseBarrier();
        Countdown left = new Countdown(others.size(), asking.loop()::execute, () -> answer.give(asking, ticket));
        for (ClientConnection other : others) {
            other.loop().execute(() -> {
                work.accept(other);
                // Behind what the work has brought about, such as the farewell of a closed connection.
                other.loop().execute(left::arrived);
            });
        }
    }

    /** Answers the asking client, on its loop. */
    private interface Answer {
        void give(ClientConnection asking, long ticket);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.ringway.proxy.plan.ClientOrder;
import io.ringway.proxy.session.TrackingState;
import io.ringway.resp.RespValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what clients ask about connections of clients. Whoever is on another event loop is reached by a task handed to
 * that loop; the asking client gets its answer, and goes on, when all have done theirs. One serves all clients of a loop.
 * Confined to the event loop.
 */
final class ClientOrders implements ClientOrder.Runner {
    private static final RespValue NO_SUCH_CLIENT = RespValue.error("ERR No such client");
    private static final RespValue NOT_QUEUED_MONITOR =
            RespValue.error("ERR MONITOR isn't allowed for DENY BLOCKING client");

    private final ClientRegistry registry;
    /** The id of the row of FUNCTION LIST. */
    private final int functionList;
    /** Whose order is being carried out. */
    private ClientConnection client;
    /** Who gets the answer in place of the client, as it is a part of EXEC's; null outside of transactions. */
    private @Nullable Consumer<RespValue> inTransaction;

    @SuppressWarnings("NullAway.Init") // client is set by carryOut, before any order runs
    ClientOrders(ClientRegistry registry, int functionList) {
        this.registry = registry;
        this.functionList = functionList;
    }

    void carryOut(ClientConnection asking, ClientOrder order) {
        client = asking;
        inTransaction = null;
        order.run(this);
    }

    /** As {@link #carryOut}, for what was queued; the client has to be held until {@code answer} gets the answer. */
    void carryOutQueued(ClientConnection asking, ClientOrder order, Consumer<RespValue> answer) {
        client = asking;
        inTransaction = answer;
        order.run(this);
    }

    @Override
    public void reply(ClientOrder.Reply order) {
        client.replies().wants(order.wanted());
        if (order.wanted() == ClientOrder.Replies.ON) {
            answer().accept(RespValue.OK);
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
        ClientConnection asking = client;
        Consumer<RespValue> asked = answer();
        Runnable done = () -> asked.accept(answer);
        if (itself) {
            done = () -> {
                asked.accept(answer);
                asking.closeWhenAnswered();
            };
        }
        onTheirLoops(others, ClientConnection::close, done);
    }

    @Override
    public void unblock(ClientOrder.Unblock order) {
        ClientRecord record = registry.find(order.id());
        ClientConnection target = record == null ? null : record.connection();
        Consumer<RespValue> asked = answer();
        if (target == null) {
            asked.accept(RespValue.integer(0));
            return;
        }
        ClientLoop own = client.loop();
        target.loop()
                .execute(() -> Unblocking.of(
                        target,
                        order.byError(),
                        unblocked -> own.execute(() -> asked.accept(RespValue.integer(unblocked ? 1 : 0)))));
    }

    @Override
    public void pause(ClientOrder.Pause order) {
        ClientConnection asking = client;
        Consumer<RespValue> asked = answer();
        asking.flow().settling(true);
        Object key = new Object();
        Countdown left = new Countdown(registry.loops().size(), asking.loop()::execute, () -> {
            asking.flow().settling(false);
            asked.accept(RespValue.OK);
            if (order.writesOnly()) {
                // Whatever might have changed a library is answered by now.
                NoWritesFunctions.ask(asking.loop(), functionList, names -> exempt(key, names));
            }
        });
        for (ClientLoop loop : registry.loops()) {
            loop.execute(() -> {
                loop.pause().begin(key, order.millis(), order.writesOnly());
                Settling.of(loop, asking, left::arrived);
            });
        }
    }

    @Override
    public void unpause(ClientOrder.Unpause order) {
        Consumer<RespValue> asked = answer();
        onEveryLoop(loop -> loop.pause().end(), () -> asked.accept(RespValue.OK));
    }

    @Override
    public void monitor(ClientOrder.Monitor order) {
        ClientConnection asking = client;
        if (inTransaction != null) {
            answer().accept(NOT_QUEUED_MONITOR);
            return;
        }
        if (asking.session().modes().monitors()) {
            // As in Redis: not a word.
            return;
        }
        Consumer<RespValue> asked = answer();
        MonitorFeed feed = new MonitorFeed(asking);
        asking.startMonitor(feed);
        onEveryLoop(loop -> loop.monitors().add(feed), () -> {
            asked.accept(RespValue.OK);
            feed.open();
        });
    }

    @Override
    public void track(ClientOrder.Track order) {
        ClientConnection asking = client;
        Consumer<RespValue> asked = answer();
        TrackingState next = order.next();
        if (asking.isClosed()) {
            // It left while its transaction was under way; nobody would give up what it would get now.
            return;
        }
        if (order.redirect() != 0 && registry.find(order.redirect()) == null) {
            asked.accept(ClientOrder.Track.NO_SUCH_CLIENT);
        } else if (next == null) {
            asked.accept(order.reply());
        } else {
            asking.lanes().tracking().change(next, asked);
        }
    }

    private void exempt(Object pause, Set<String> functions) {
        for (ClientLoop loop : registry.loops()) {
            loop.execute(() -> loop.pause().exempt(pause, functions));
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

    private void onTheirLoops(List<ClientConnection> others, Consumer<ClientConnection> work, Runnable done) {
        if (others.isEmpty()) {
            done.run();
            return;
        }
        Countdown left = new Countdown(others.size(), client.loop()::execute, done);
        for (ClientConnection other : others) {
            other.loop().execute(() -> {
                work.accept(other);
                // Behind what the work has brought about, such as the farewell of a closed connection.
                other.loop().execute(left::arrived);
            });
        }
    }

    /** Where the answer goes, once; until then the client is held. */
    private Consumer<RespValue> answer() {
        Consumer<RespValue> queued = inTransaction;
        if (queued != null) {
            return queued;
        }
        ClientConnection asking = client;
        long ticket = asking.replies().open();
        asking.flow().raiseBarrier();
        return reply -> asking.replies().answer(ticket, reply);
    }
}

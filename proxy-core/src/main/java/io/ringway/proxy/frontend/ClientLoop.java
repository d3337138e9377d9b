// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.ringway.proxy.backend.Failure;
import io.ringway.proxy.backend.Lane;
import io.ringway.proxy.backend.Lanes;
import io.ringway.proxy.backend.PinnedLanes;
import io.ringway.proxy.backend.TrackedLanes;
import io.ringway.proxy.cache.Coherence;
import io.ringway.proxy.command.CommandTable;
import io.ringway.proxy.metrics.FailureKind;
import io.ringway.proxy.metrics.LoopMetrics;
import io.ringway.proxy.plan.CommandPlanner;
import io.ringway.proxy.session.Session;
import io.ringway.proxy.slowlog.SlowLog;
import io.ringway.proxy.transport.Loop;
import io.ringway.proxy.transport.MemoryBudget;
import io.ringway.resp.CommandParser;
import io.ringway.resp.Protocol;
import io.ringway.resp.ProtocolLimits;
import io.ringway.resp.RespValue;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the clients of one event loop share. Confined to the event loop. */
public final class ClientLoop {
    private final Loop loop;
    private final Lanes lanes;
    private final PinnedLanes pinnedLanes;
    private final TrackedLanes trackedLanes;
    private final Subscriptions subscriptions;
    private final LoopMetrics metrics;
    private final FrontendContext context;
    private final ProtocolLimits limitsBeforeAuthentication;
    private final CommandParser parser = new CommandParser();
    private final CommandBatch batch = new CommandBatch(CommandReader.BATCH);
    private final ClientPause pause;
    private final MonitorTap monitors;
    private final WrittenStripes writes;
    private final Dispatch dispatch;
    /** Connected clients; each leaves when its connection is gone. */
    private final Set<ClientConnection> clients = new HashSet<>();
    /** Set once the proxy is on its way out; done when the last client is gone. */
    private @Nullable Promise<?> draining;

    public ClientLoop(
            Loop loop,
            Lanes lanes,
            PinnedLanes pinnedLanes,
            TrackedLanes trackedLanes,
            Subscriptions subscriptions,
            CommandPlanner planner,
            LoopMetrics metrics,
            FrontendContext context,
            CommandTable table) {
        this.loop = loop;
        this.lanes = lanes;
        this.pinnedLanes = pinnedLanes;
        this.trackedLanes = trackedLanes;
        this.subscriptions = subscriptions;
        this.metrics = metrics;
        this.context = context;
        this.limitsBeforeAuthentication = limits().protocol().beforeAuthentication();
        this.pause = new ClientPause(loop);
        this.monitors = new MonitorTap(loop);
        this.writes = new WrittenStripes(table);
        this.dispatch = new Dispatch(this, planner, context.shards(), new Execution(this, planner, context, writes));
    }

    Loop loop() {
        return loop;
    }

    /** Runs something on this loop. Safe for use by any thread. */
    void execute(Runnable task) {
        loop.eventLoop().execute(task);
    }

    ClientPause pause() {
        return pause;
    }

    MonitorTap monitors() {
        return monitors;
    }

    /** All event loops with clients. */
    List<ClientLoop> everywhere() {
        return registry().loops();
    }

    Set<ClientConnection> clients() {
        return clients;
    }

    /** For commands of the proxy's own. */
    Lane ordinaryLane(int shard) {
        return lanes.row(Protocol.RESP2, 0)[shard];
    }

    Lane[] lanes(Session session) {
        return lanes.row(
                session.protocol(), session.sentDatabase(), session.modes().noTouch());
    }

    PinnedLanes pinnedLanes() {
        return pinnedLanes;
    }

    TrackedLanes trackedLanes() {
        return trackedLanes;
    }

    ClientRegistry registry() {
        return context.registry();
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    ClientLimits limits() {
        return context.limits();
    }

    ProtocolLimits protocolLimits(Session session) {
        return session.authenticated() ? limits().protocol() : limitsBeforeAuthentication;
    }

    MemoryBudget memory() {
        return context.memory();
    }

    LoopMetrics metrics() {
        return metrics;
    }

    SlowLog slowLog() {
        return context.slowLog();
    }

    /** For commands that arrive whole; a client with a torn one uses a parser of its own until it is whole. */
    CommandParser parser() {
        return parser;
    }

    CommandBatch batch() {
        return batch;
    }

    Dispatch dispatch() {
        return dispatch;
    }

    /** Tells a client that its bytes are no command, and parts from it. */
    void refuseProtocol(ClientConnection client, String error) {
        metrics.failed(FailureKind.PROTOCOL_ERROR);
        client.replies().answer(RespValue.error("ERR " + error));
        client.closeWhenAnswered();
    }

    void countFailure(Failure failure) {
        metrics.failed(
                switch (failure.kind()) {
                    case NOT_SENT -> FailureKind.SHARD_DOWN;
                    case NO_REPLY -> FailureKind.LANE_LOST;
                    case TIMEOUT -> FailureKind.TIMEOUT;
                    case TOO_LARGE -> FailureKind.OVERLOADED;
                });
    }

    void countUnsubscribed() {
        metrics.failed(FailureKind.SHARD_DOWN);
    }

    void countShed(boolean subscriber) {
        metrics.failed(FailureKind.OVERLOADED);
        if (subscriber) {
            metrics.subscriberEvicted();
        }
    }

    void joined(ClientConnection client) {
        clients.add(client);
        metrics.clientOpened();
        if (draining != null) {
            client.close();
        }
    }

    void left(ClientConnection client) {
        clients.remove(client);
        pause.left(client);
        registry().leave(client.record());
        metrics.clientClosed();
        Promise<?> waiting = draining;
        if (waiting != null && clients.isEmpty()) {
            waiting.trySuccess(null);
        }
    }

    /**
     * Takes note of every write from now on, and of those that are on their way, for a cache that is about to begin; nothing is
     * answered from another one any more. Safe for use by any thread.
     */
    public Future<?> noteWrites(Coherence coherence) {
        return loop.eventLoop().submit(() -> {
            dispatch.remember(null);
            writes.look(true);
            lanes.noteWrites(coherence);
        });
    }

    /** Begins to use a cache, or another one; all loops must note writes for it. Safe for use by any thread. */
    public Future<?> remember(CacheAccess cache) {
        return loop.eventLoop().submit(() -> {
            cache.counts().begin(cache.cache().rules().prefixes());
            // Nobody has taken note of the reads that are on their way.
            clients.forEach(client -> client.unansweredReads().addAny());
            TrustedRows trusted =
                    new TrustedRows(cache.trusted(), cache.table().byId().size());
            writes.trust(trusted);
            dispatch.remember(new CachedReads(loop, cache, trusted));
        });
    }

    /** Ends the use of any cache. Safe for use by any thread. */
    public Future<?> forget() {
        return loop.eventLoop().submit(() -> {
            dispatch.remember(null);
            writes.look(false);
            lanes.forget();
        });
    }

    /** Connects to the shards before the first client needs them. Safe for use by any thread. */
    public void prepare() {
        loop.eventLoop().execute(() -> {
            lanes.prepare();
            pinnedLanes.prepare();
        });
    }

    /**
     * Reads no more commands and closes each client once it has its replies; done when all are gone. Safe for use by any
     * thread.
     */
    public Future<?> drain() {
        Promise<Object> gone = loop.eventLoop().newPromise();
        loop.eventLoop().execute(() -> {
            draining = gone;
            List.copyOf(clients).forEach(ClientConnection::closeWhenAnswered);
            if (clients.isEmpty()) {
                gone.trySuccess(null);
            }
        });
        return gone;
    }

    /** Closes all clients and all lanes, and gives the loop's buffers back. Safe for use by any thread. */
    public Future<?> stop() {
        return loop.eventLoop().submit(() -> {
            List.copyOf(clients).forEach(ClientConnection::close);
            pinnedLanes.close("the proxy is stopping");
            trackedLanes.close("the proxy is stopping");
            subscriptions.close("the proxy is stopping");
            lanes.close("the proxy is stopping");
            loop.close();
        });
    }
}

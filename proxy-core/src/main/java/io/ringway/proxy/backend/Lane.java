// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.cache.Coherence;
import io.ringway.proxy.cache.FillTicket;
import io.ringway.proxy.cache.LaneEpoch;
import io.ringway.proxy.cache.Written;
import io.ringway.proxy.metrics.LoopMetrics;
import io.ringway.proxy.script.LoadedScripts;
import io.ringway.proxy.transport.Loop;
import io.ringway.resp.Protocol;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An event loop's way to one shard in one protocol version and database: a pipelined connection shared by the loop's clients,
 * opened when first needed and again when lost. While it is being opened, commands wait; after a failed attempt they are
 * refused at once until an attempt has succeeded.
 *
 * <pre>
 *   idle ──send──► connecting ──handshake done──► ready
 *                      │ failed                     │ lost (down as well, where it never answered)
 *                      ▼                            ▼
 *                    down ──pause over──►  connecting (refusing)
 * </pre>
 *
 * Confined to the event loop.
 */
public class Lane {
    private static final Logger log = LoggerFactory.getLogger(Lane.class);

    private final Backend backend;
    private final Shard shard;
    private final Protocol protocol;
    private final int database;
    private final Backoff backoff;
    /** Where news of changes to what is read here comes in; null where nothing is ever remembered. */
    private final @Nullable Messengers messengers;

    /** The connection that takes commands; null while idle or down. */
    private @Nullable LaneConnection connection;
    /** Why the lane is down, from a failed attempt to the next successful one; else null. */
    private @Nullable Failure down;

    private boolean closed;

    Lane(Backend backend, int shard, Protocol protocol, int database) {
        this(backend, shard, protocol, database, null);
    }

    /** @param messengers where news of changes to what is read here comes in; null where nothing is ever remembered */
    Lane(Backend backend, int shard, Protocol protocol, int database, @Nullable Messengers messengers) {
        this.backend = backend;
        this.shard = backend.shards().get(shard);
        this.protocol = protocol;
        this.database = database;
        this.backoff = new Backoff(settings().minBackoff(), settings().maxBackoff());
        this.messengers = messengers;
    }

    /**
     * Sends a command, whose bytes are borrowed; the sink may be told of a failure before this returns.
     *
     * @param command id of the command's row, for the metrics
     */
    public void send(ByteBuf source, int index, int length, ReplySink sink, long ticket, int command) {
        send(source, index, length, sink, ticket, command, Written.NOTHING);
    }

    /**
     * As {@link #send(ByteBuf, int, int, ReplySink, long, int)}, for a command that may change what is remembered.
     *
     */
    public void send(ByteBuf source, int index, int length, ReplySink sink, long ticket, int command, Written written) {
        LaneConnection open = connection;
        Failure failure = down;
        if (failure != null) {
            sink.failed(ticket, failure);
            return;
        }
        if (open == null) {
            open = connect();
        }
        open.send(source, index, length, sink, ticket, command, written);
    }

    /**
     * Sends a command of the proxy's own that prepares a client's, which follows. As {@link #send} for lanes that are the same
     * to all clients.
     */
    public void sendAhead(ByteBuf source, int index, int length, ReplySink sink, long ticket, int command) {
        send(source, index, length, sink, ticket, command);
    }

    /** Sends the client's newest command once more, as the shard did not carry it out. */
    public void sendAgain(
            ByteBuf source, int index, int length, ReplySink sink, long ticket, int command, Written written) {
        send(source, index, length, sink, ticket, command, written);
    }

    /** Whether senders should hold back; {@link #whenRoomy} tells when they may go on. */
    public boolean isCongested() {
        LaneConnection open = connection;
        return open != null && open.isCongested();
    }

    /** Runs {@code resume} once when the lane is no longer congested, or gone. */
    public void whenRoomy(Runnable resume) {
        LaneConnection open = connection;
        if (open == null) {
            loop().resumeLater(resume);
        } else {
            open.whenRoomy(resume);
        }
    }

    /** The scripts that the current connection has been sent, see {@link LoadedScripts}; null while the shard is down. */
    public @Nullable LoadedScripts scripts() {
        if (down != null) {
            return null;
        }
        LaneConnection open = connection;
        return (open == null ? connect() : open).scripts();
    }

    /**
     * The time of reliable news of changes to what is read here from now on: for a reply that is to be remembered, if {@code
     * CLIENT CACHING YES} is sent before its command. Null while there is no such news.
     */
    public @Nullable LaneEpoch newsEpoch() {
        LaneTracking tracking = tracking();
        return tracking == null ? null : tracking.epoch();
    }

    /** Whether a read that is sent now comes behind all writes to its key that are on their way: all of them went here. */
    public boolean isBehindWrites(FillTicket read, Coherence coherence) {
        LaneConnection open = connection;
        return open != null && open.isBehindWrites(read, coherence);
    }

    /** Of the present connection, which is opened if need be; null while there is none. */
    @Nullable
    LaneTracking tracking() {
        prepare();
        LaneConnection open = connection;
        return open == null ? null : open.tracking();
    }

    final CacheLink cache() {
        return backend.cache();
    }

    /** What has the shard tell of changes to what is read on a new connection; null where nothing is ever remembered. */
    @Nullable
    LaneTracking newTracking(LaneConnection fresh) {
        return messengers == null ? null : new LaneTracking(this, fresh, cache(), false);
    }

    /** The shard need not tell any more. */
    final void endTracking() {
        LaneConnection open = connection;
        LaneTracking tracking = open == null ? null : open.tracking();
        if (tracking != null) {
            tracking.end();
        }
    }

    /** Where news comes in; null while nothing is remembered. */
    @Nullable
    Lane messenger() {
        return messengers == null ? null : messengers.to(shard.number());
    }

    /** Opens the connection before anybody needs it. */
    void prepare() {
        if (connection == null && down == null) {
            connect();
        }
    }

    public Shard shard() {
        return shard;
    }

    /** Answers what is overdue; called every few milliseconds by the loop. */
    void checkDeadlines(long now) {
        LaneConnection open = connection;
        if (open != null) {
            open.checkDeadlines(now);
        }
    }

    /** Closes the connection, if any, for good; commands that wait are failed. */
    void close(String reason) {
        closed = true;
        LaneConnection open = connection;
        if (open != null) {
            open.close(reason);
        }
        down = Failure.unreachable(shard, reason);
    }

    /** Called by the connection once its handshake is through. */
    void ready(Handshake handshake) {
        if (down != null) {
            log.info("shard is reachable again shard={} endpoint={}", shard.name(), shard.endpoint());
            down = null;
        }
        states().connected(shard, handshake.serverVersion());
        metrics().laneConnected(shard.number());
    }

    /**
     * Called by the connection when it is gone, before its commands are failed.
     *
     * @param wasReady whether the handshake was through
     * @param wasUseful false where commands were sent and none ever answered: then the shard is as good as unreachable
     */
    void lost(LaneConnection gone, boolean wasReady, boolean wasUseful, String reason) {
        forget(gone, wasReady);
        if (closed) {
            return;
        }
        if (wasReady && wasUseful) {
            log.warn("connection lost shard={} endpoint={} error={}", shard.name(), shard.endpoint(), reason);
            backoff.reset();
            return;
        }
        if (down == null) {
            log.warn("shard is unreachable shard={} endpoint={} error={}", shard.name(), shard.endpoint(), reason);
        }
        down = Failure.unreachable(shard, reason);
        attemptFailed(reason);
        loop().eventLoop().schedule(this::retry, backoff.next(), TimeUnit.NANOSECONDS);
    }

    /** Takes note that the shard cannot be reached. */
    void attemptFailed(String reason) {
        states().failed(shard, reason);
        metrics().laneFailed(shard.number());
    }

    /** Opens a connection that has just been made; commands for it may be waiting already. */
    void open(LaneConnection next) {
        next.open(backend.connector());
    }

    /** Takes commands again after {@link #giveUp}. */
    final void revive() {
        if (!closed) {
            down = null;
        }
    }

    /** Forgets a connection that is gone, and refuses commands for good. */
    final void giveUp(LaneConnection gone, boolean wasReady, String reason) {
        forget(gone, wasReady);
        down = Failure.unreachable(shard, reason);
    }

    /** Called by the connection with a push, which is nobody's reply; the buffer is borrowed. */
    void pushed(ByteBuf in, int start, int length) {}

    /** Whether this push, whose buffer is borrowed, is the reply to the oldest command. */
    boolean isAnsweredBy(ByteBuf in, int start) {
        return false;
    }

    /** Commands that a new connection has to carry out before it is ready, besides what every connection says; one character per byte. */
    List<List<String>> setup() {
        return List.of();
    }

    /** The same for commands that may be refused. */
    List<List<String>> wishes() {
        return List.of();
    }

    final boolean isClosed() {
        return closed;
    }

    /** The connection that takes commands, or null. */
    final @Nullable LaneConnection connection() {
        return connection;
    }

    LaneSettings settings() {
        return backend.settings();
    }

    public Protocol protocol() {
        return protocol;
    }

    int database() {
        return database;
    }

    Loop loop() {
        return backend.loop();
    }

    Backend backend() {
        return backend;
    }

    LaneTimings timings() {
        return backend.timings();
    }

    LoopMetrics metrics() {
        return timings().metrics();
    }

    ShardStates states() {
        return backend.states();
    }

    private void forget(LaneConnection gone, boolean wasReady) {
        if (connection == gone) {
            connection = null;
        }
        if (wasReady) {
            states().disconnected(shard);
            metrics().laneClosed(shard.number());
        }
    }

    private void retry() {
        if (connection == null && !closed) {
            connect();
        }
    }

    private LaneConnection connect() {
        LaneConnection next = new LaneConnection(this);
        connection = next;
        open(next);
        return next;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.backend.Lane;
import io.ringway.proxy.backend.TrackedLane;
import io.ringway.proxy.backend.TrackingLimit;
import io.ringway.proxy.backend.TrackingListener;
import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.session.Session;
import io.ringway.proxy.session.TrackingOptions;
import io.ringway.proxy.session.TrackingState;
import io.ringway.resp.Protocol;
import io.ringway.resp.RespValue;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client's tracking of keys: while it is on, all that the client sends goes to lanes of its own, one for each shard, and
 * what the shards say of changed keys goes to the client, or to the one that is told in its place. Confined to the client's
 * event loop.
 */
final class ClientTracking implements TrackingListener {
    private static final String CLIENT_ROWS = "client|";

    private final ClientConnection client;
    private final ClientLoop loop;
    /** By shard; null while tracking is off. */
    private TrackedLane @Nullable [] lanes;
    /** How the shards have been told to track. */
    private TrackingOptions options = TrackingOptions.OFF;
    /** Whether they tell on connections of their own. */
    private boolean redirects;

    /** Whether what is sent on the lanes is not to count as use of keys. */
    private boolean noTouch;

    private final FlushOnce flushes = new FlushOnce();
    /** How many commands have been carried out. */
    private long commands;

    ClientTracking(ClientConnection client, ClientLoop loop) {
        this.client = client;
        this.loop = loop;
    }

    /**
     * Tracks in this way from now on, and then answers. Nothing may be under way but the command that asks for it, which holds the
     * client.
     */
    void change(TrackingState next, Consumer<RespValue> answer) {
        TrackingLimit limit = loop.trackedLanes().limit();
        if (next.on() && lanes == null && !limit.enter()) {
            answer.accept(RespValue.error("ERR max number of tracking clients reached (" + limit.max()
                    + "): each has connections to the shards of its own, see limits.tracking-clients"));
            return;
        }
        client.become(client.session().withModes(client.session().modes().withTracking(next)));
        client.lanes().renew();
        TrackedLane[] open = lanes;
        if (open == null || !next.options().broadcast()) {
            answer.accept(RespValue.OK);
            return;
        }
        // The client may rely on being told of all that changes from now on.
        Countdown left = new Countdown(open.length, Runnable::run, () -> answer.accept(RespValue.OK));
        for (TrackedLane lane : open) {
            lane.whenTracking(left::arrived);
        }
    }

    /** The client's lane to a shard; null while it does not track. */
    @Nullable
    TrackedLane lane(int shard) {
        TrackedLane[] open = lanes;
        return open == null ? null : open[shard];
    }

    /** Puts the client's lanes where its commands find them, as the session says; nothing may be under way. */
    Lane[] over(Lane[] shared, Session session) {
        TrackingOptions next = session.modes().tracking().options();
        if (!next.on()) {
            end();
            return shared;
        }
        boolean otherWay = !redirects && needsRedirection(session);
        TrackedLane[] open = lanes;
        if (open == null) {
            open = open(next, session);
            loop.metrics().trackingBegan();
        } else if (otherWay) {
            close(open);
            open = open(next, session);
            // Behind the reply to the command that brought this about.
            missed(client.replies().begun());
        } else if (!next.equals(options)) {
            adapt(open, next, session);
        }
        Lane[] mine = new Lane[open.length];
        for (int shard = 0; shard < open.length; shard++) {
            open[shard].speak(session.protocol());
            open[shard].select(session.sentDatabase());
            if (noTouch != session.modes().noTouch() && open[shard].isOpen()) {
                open[shard].say("CLIENT", "NO-TOUCH", noTouch ? "OFF" : "ON");
            }
            mine[shard] = open[shard];
        }
        noTouch = session.modes().noTouch();
        return mine;
    }

    /** A command was carried out, or begun at least: what was said of the next one does not hold any longer. */
    void carriedOut(@Nullable CommandSpec command) {
        commands++;
        Session session = client.session();
        if (session.modes().tracking().caching()
                && !session.transaction().open()
                && (command == null || !command.name().startsWith(CLIENT_ROWS))) {
            client.changeSession(session.withModes(
                    session.modes().withTracking(session.modes().tracking().withCaching(false))));
        }
    }

    /** Tracks no more. */
    void end() {
        TrackedLane[] open = lanes;
        if (open != null) {
            lanes = null;
            options = TrackingOptions.OFF;
            close(open);
            loop.trackedLanes().limit().leave();
            loop.metrics().trackingEnded();
        }
    }

    @Override
    public boolean redirects() {
        return redirects;
    }

    @Override
    public boolean broadcasts() {
        return options.broadcast();
    }

    @Override
    public boolean leavesUntouched() {
        return client.session().modes().noTouch();
    }

    @Override
    public List<List<String>> beginning(long redirect) {
        return TrackingCommands.beginning(options, redirect);
    }

    @Override
    public long newestTicket() {
        return client.replies().begun() - 1;
    }

    @Override
    public long commandNumber() {
        return commands;
    }

    @Override
    public @Nullable String caching() {
        TrackingState state = client.session().modes().tracking();
        if (!state.caching()) {
            return null;
        }
        return state.options().optIn() ? "YES" : "NO";
    }

    @Override
    public void pushed(int shard, long ticket, ByteBuf in, int start, int length) {
        if (redirects) {
            // All that may come here then is that the shard could not tell the other connection.
            return;
        }
        if (isToldInItsPlace()) {
            redirected(in, start, length);
            return;
        }
        if (client.session().protocol() != Protocol.RESP3) {
            return;
        }
        // Others may have read through other connections where one broadcasts, and their order is not known.
        if (!InvalidationMessage.isOfEverything(in, start, length)
                || options.broadcast()
                || flushes.isNew(shard, ticket)) {
            client.replies().pushBehind(ticket, in, start, length);
        }
    }

    @Override
    public void redirected(ByteBuf in, int start, int length) {
        InvalidationMessage message = InvalidationMessage.of(in, start, length);
        if (message != null) {
            tell(message, newestTicket());
        }
    }

    @Override
    public void missed(long ticket) {
        loop.metrics().trackingMissed();
        tell(InvalidationMessage.EVERYTHING, ticket);
    }

    /** The client may have read, in the transaction in which it began to track in this way, what nobody tracks. */
    void missedByTransaction() {
        if (lanes != null) {
            missed(newestTicket());
        }
    }

    private boolean isToldInItsPlace() {
        long target = options.redirect();
        return target != 0 && target != client.record().id();
    }

    private void tell(InvalidationMessage message, long ticket) {
        long target = options.redirect();
        if (!isToldInItsPlace()) {
            message.giveTo(client, ticket, target != 0);
            return;
        }
        ClientRecord record = loop.registry().find(target);
        ClientConnection other = record == null ? null : record.connection();
        if (record == null) {
            foundBroken(target);
        } else if (other != null && other.loop() == loop) {
            tellInstead(other, message);
        } else if (other != null) {
            other.loop().execute(() -> tellInstead(other, message));
        }
    }

    /** Called on the other client's event loop. One that is about to end would perhaps not get it. */
    private void tellInstead(ClientConnection other, InvalidationMessage message) {
        if (!other.isClosing()) {
            message.giveTo(other, InvalidationMessage.AT_ONCE, true);
        } else if (other.loop() == loop) {
            foundBroken(other.record().id());
        } else {
            loop.execute(() -> foundBroken(other.record().id()));
        }
    }

    private void foundBroken(long target) {
        if (options.redirect() != target || client.isClosed()) {
            return;
        }
        Session session = client.session();
        client.changeSession(session.withModes(
                session.modes().withTracking(session.modes().tracking().asBroken())));
        InvalidationMessage.brokenRedirect(client, target);
    }

    private TrackedLane[] open(TrackingOptions next, Session session) {
        options = next;
        redirects = redirects(session);
        noTouch = session.modes().noTouch();
        TrackedLane[] open = new TrackedLane[loop.trackedLanes().shards()];
        for (int shard = 0; shard < open.length; shard++) {
            open[shard] = make(shard, session);
        }
        lanes = open;
        return open;
    }

    private TrackedLane make(int shard, Session session) {
        return loop.trackedLanes().make(shard, session.protocol(), session.sentDatabase(), this);
    }

    private void adapt(TrackedLane[] open, TrackingOptions next, Session session) {
        TrackingOptions before = options;
        options = next;
        for (int shard = 0; shard < open.length; shard++) {
            TrackedLane lane = open[shard];
            if (lane.isReady()) {
                lane.say(
                        TrackingCommands.change(before, next, lane.redirectId()).toArray(String[]::new));
            } else {
                lane.end();
                open[shard] = make(shard, session);
            }
        }
    }

    /** Whether there is no way to go on without connections on which messages come in: none do on one of RESP2. */
    private static boolean needsRedirection(Session session) {
        return session.protocol() == Protocol.RESP2
                && session.modes().tracking().options().redirect() != 0;
    }

    /**
     * Whether messages had better come in on connections of their own: not where they have to keep in order with replies. What
     * tracking began with is kept up as long as possible, as otherwise shards would forget what the client has read.
     */
    private boolean redirects(Session session) {
        TrackingOptions wanted = session.modes().tracking().options();
        boolean toItself = wanted.redirect() == session.clientId();
        return wanted.redirect() != 0 && !(toItself && session.protocol() == Protocol.RESP3);
    }

    private static void close(TrackedLane[] open) {
        for (TrackedLane lane : open) {
            lane.end();
        }
    }
}

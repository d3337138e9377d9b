// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.session.Topic;
import io.ringway.resp.Protocol;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An event loop's connection to one shard for messages: subscribes on behalf of all clients of the loop, so that a message
 * costs the shard one copy however many clients it is for. When the connection is lost it is opened again and everything is
 * subscribed to anew; messages published meanwhile are lost, as they are to any subscriber that loses its connection.
 * Confined to the event loop.
 */
final class Relay extends KeptLane {
    private static final Logger log = LoggerFactory.getLogger(Relay.class);
    private static final byte[] PING = "PING".getBytes(StandardCharsets.US_ASCII);

    /** How long an unanswered connection goes unnoticed, besides the deadline for replies. */
    private static final long PING_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final RelayListener listener;
    /** What clients have subscribed to; a topic leaves when the last client does. */
    private final Set<Topic> wanted = new HashSet<>();
    /** Those of them that the present connection has been told of; emptied when it is lost. */
    private final Set<Topic> requested = new HashSet<>();
    /** Those that the server has confirmed; emptied when the connection is lost. */
    private final Set<Topic> confirmed = new HashSet<>();

    private final MessageFrame frame = new MessageFrame();
    private long pingedAt;
    /** Since when nothing has been wanted, or 0. */
    private long unusedSince;

    Relay(Backend backend, int shard, RelayListener listener) {
        super(backend, shard, Protocol.RESP3);
        this.listener = listener;
    }

    /** Begins a subscription; it is kept up, whatever the outcome, until {@link #unsubscribe}. */
    void subscribe(Topic topic, RelayOutcome outcome) {
        wanted.add(topic);
        request(topic, outcome);
    }

    /** Ends a subscription. */
    void unsubscribe(Topic topic, RelayOutcome outcome) {
        wanted.remove(topic);
        if (requested.remove(topic)) {
            say(topic.kind().unsubscribe(), topic, new RelayCommand(this, topic, false, outcome));
        } else {
            outcome.done();
        }
    }

    /** Whether nothing has been wanted of it for so long. */
    boolean isUnused(long now, long nanos) {
        if (!wanted.isEmpty()) {
            unusedSince = 0;
            return false;
        }
        unusedSince = unusedSince == 0 ? now : unusedSince;
        return now - unusedSince >= nanos;
    }

    /** Gives everything up, for good. */
    void abandon(String reason) {
        wanted.clear();
        close(reason);
    }

    /** Asks the server now and then whether it is still there. */
    @Override
    void checkDeadlines(long now) {
        super.checkDeadlines(now);
        LaneConnection open = connection();
        if (open != null && isReady() && open.pendingReplies() == 0 && now - pingedAt >= PING_NANOS) {
            pingedAt = now;
            say(new RelayHealth(this), 0, 0, PING);
        }
    }

    @Override
    void ready(Handshake handshake) {
        super.ready(handshake);
        for (Topic topic : wanted) {
            if (!requested.contains(topic)) {
                request(topic, null);
            }
        }
    }

    @Override
    void lost(LaneConnection gone, boolean wasReady, boolean wasUseful, String reason) {
        requested.clear();
        for (Topic topic : confirmed) {
            listener.ended(topic, shard().number());
        }
        confirmed.clear();
        super.lost(gone, wasReady, wasUseful, reason);
    }

    @Override
    boolean isNeeded() {
        return !wanted.isEmpty() && !isClosed();
    }

    void confirmed(Topic topic, boolean begins) {
        if (begins && confirmed.add(topic)) {
            listener.begun(topic, shard().number());
        } else if (!begins && confirmed.remove(topic)) {
            listener.ended(topic, shard().number());
        }
    }

    /** The server refused, for reasons that it will still have next time. */
    void refused(Topic topic, String error) {
        log.warn(
                "subscription refused by the shard shard={} endpoint={} kind={} error={}",
                shard().name(),
                shard().endpoint(),
                topic.kind().subscribe(),
                error);
        requested.remove(topic);
    }

    void failed(Topic topic, Failure failure) {
        requested.remove(topic);
        doubt(failure);
    }

    /** A command was not answered: where that is not because the connection is gone already, it has to go. */
    void doubt(Failure failure) {
        LaneConnection open = connection();
        if (failure.kind() == Failure.Kind.TIMEOUT && open != null) {
            open.close(failure.text());
        }
    }

    @Override
    boolean isAnsweredBy(ByteBuf in, int start) {
        return MessageFrame.isConfirmation(in, start);
    }

    @Override
    void pushed(ByteBuf in, int start, int length) {
        if (!frame.read(in, start)) {
            return;
        }
        int shard = shard().number();
        switch (frame.kind()) {
            case "message" -> listener.message(Topic.channel(frame.name()), in, start, length);
            case "pmessage" -> listener.message(Topic.pattern(frame.name()), in, start, length);
            case "smessage" -> listener.message(Topic.shardChannel(frame.name(), shard), in, start, length);
            default -> endedByServer();
        }
    }

    /** A subscription that the server ends by itself is begun anew, on a connection where nothing is in doubt. */
    private void endedByServer() {
        LaneConnection open = connection();
        if (open != null) {
            open.close("it sent a push that nobody asked for: " + frame.kind());
        }
    }

    private void request(Topic topic, @Nullable RelayOutcome outcome) {
        requested.add(topic);
        say(topic.kind().subscribe(), topic, new RelayCommand(this, topic, true, outcome));
    }

    private void say(String command, Topic topic, ReplySink sink) {
        say(sink, 0, 0, command.getBytes(StandardCharsets.US_ASCII), topic.bytes());
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.backend.Backend;
import io.ringway.proxy.backend.RelayListener;
import io.ringway.proxy.backend.Relays;
import io.ringway.proxy.metrics.LoopMetrics;
import io.ringway.proxy.session.Topic;
import io.ringway.proxy.session.TopicKind;
import io.ringway.resp.Protocol;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the clients of one event loop have subscribed to, and who they are: the relays bring each message once, and from here it
 * goes to each of them. Confined to the event loop.
 */
public final class Subscriptions implements RelayListener {
    private final Backend backend;
    private final Relays relays;
    private final SubscriptionCensus census;
    private final LoopMetrics metrics;
    /** A topic joins with the first client that wants it, and leaves with the last. */
    private final Map<Topic, TopicSubscribers> topics = new HashMap<>();

    /** @param census shared by all loops */
    public Subscriptions(Backend backend, SubscriptionCensus census, LoopMetrics metrics) {
        this.backend = backend;
        this.census = census;
        this.metrics = metrics;
        this.relays = new Relays(backend, this);
    }

    /** Closes the relays. */
    public void close(String reason) {
        relays.close(reason);
    }

    SubscriptionCensus census() {
        return census;
    }

    void subscribe(ClientConnection client, List<Topic> wanted) {
        subscribe(client, wanted, new Confirmations(client, client.replies().openAnyway(), null));
    }

    void subscribe(ClientConnection client, List<Topic> wanted, Confirmations confirmations) {
        new SubscribeCommand(this, client, wanted, confirmations).begin();
    }

    /** @param named empty for all of the kind */
    void unsubscribe(ClientConnection client, TopicKind kind, List<Topic> named) {
        unsubscribe(
                client, kind, named, new Confirmations(client, client.replies().openAnyway(), null));
    }

    /** @param named empty for all of the kind */
    void unsubscribe(ClientConnection client, TopicKind kind, List<Topic> named, Confirmations confirmations) {
        new UnsubscribeCommand(this, client, confirmations).begin(kind, named);
    }

    /** A client ends all its subscriptions without being told, because it is gone or begins anew. */
    void leaveAll(ClientConnection client) {
        for (Topic topic : client.topics().all()) {
            leave(topic, client, () -> {});
        }
        client.topics().clear();
    }

    @Override
    public void message(Topic topic, ByteBuf in, int start, int length) {
        TopicSubscribers subscribers = topics.get(topic);
        if (subscribers == null) {
            return;
        }
        metrics.messageRelayed(subscribers.clients().size());
        ByteBuf forResp2 = null;
        for (ClientConnection client : subscribers.clients()) {
            if (client.session().protocol() == Protocol.RESP3) {
                client.replies().pushBehind(client.topics().newestTicket(), in, start, length);
            } else {
                forResp2 = forResp2 == null ? asArray(in, start, length) : forResp2;
                client.replies().pushBehind(client.topics().newestTicket(), forResp2, 0, length);
            }
        }
        if (forResp2 != null) {
            forResp2.release();
        }
    }

    @Override
    public void begun(Topic topic, int shard) {
        census.relays(topic, shard, 1);
    }

    @Override
    public void ended(Topic topic, int shard) {
        census.relays(topic, shard, -1);
    }

    /** A command wants a topic; returns whether it has to wait until it is told. */
    boolean claim(Topic topic, SubscribeCommand command, Map<Topic, TopicSubscribers> claimed) {
        TopicSubscribers known = topics.get(topic);
        TopicSubscribers subscribers = known == null ? new TopicSubscribers(this, topic) : known;
        claimed.put(topic, subscribers);
        boolean waits = subscribers.claim(command);
        if (known == null) {
            topics.put(topic, subscribers);
            relays.subscribe(topic, subscribers);
        }
        return waits;
    }

    /** Such a command is over, and its client does not join. */
    void release(Topic topic, TopicSubscribers subscribers) {
        subscribers.release();
        if (subscribers.isUnused()) {
            end(topic, subscribers, () -> {});
        }
    }

    /** Such a command is over, and its client gets messages from now on, if it still wants them. */
    void join(Topic topic, TopicSubscribers subscribers, ClientConnection client) {
        if (!client.topics().contains(topic)) {
            release(topic, subscribers);
            return;
        }
        subscribers.release();
        if (subscribers.clients().add(client)) {
            census.clients(topic, 1);
            metrics.subscribed();
        }
    }

    /** A client gets no more messages; returns whether {@code done} is going to be told, once shards send them no longer. */
    boolean leave(Topic topic, ClientConnection client, Runnable done) {
        TopicSubscribers subscribers = topics.get(topic);
        if (subscribers == null || !subscribers.clients().remove(client)) {
            return false;
        }
        census.clients(topic, -1);
        metrics.unsubscribed();
        return subscribers.isUnused() && end(topic, subscribers, done);
    }

    /** Nobody wants a topic any more. */
    boolean end(Topic topic, TopicSubscribers subscribers, Runnable done) {
        if (!topics.remove(topic, subscribers)) {
            return false;
        }
        relays.unsubscribe(topic, done);
        return true;
    }

    /** A RESP3 push as RESP2 clients get it. */
    private ByteBuf asArray(ByteBuf in, int start, int length) {
        return backend.loop().allocator().directBuffer(length).writeByte('*').writeBytes(in, start + 1, length - 1);
    }
}

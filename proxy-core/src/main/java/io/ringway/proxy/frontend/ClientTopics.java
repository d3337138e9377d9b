// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.ringway.proxy.session.Topic;
import io.ringway.proxy.session.TopicKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one client has subscribed to, oldest first. Confined to the client's event loop. */
final class ClientTopics {
    private static final long NONE = -1;

    /**
     * By kind: topics, and the ticket of the command that subscribed. One joins when that command begins, and leaves when it
     * fails or the client ends the subscription.
     */
    private final Map<TopicKind, Map<Topic, Long>> byKind = new EnumMap<>(TopicKind.class);

    private long newestTicket = NONE;
    /** Commands that begin or end subscriptions and wait for shards. */
    private int underWay;

    /** A command with this ticket subscribes; returns whether that is new. */
    boolean add(Topic topic, long ticket) {
        newestTicket = ticket;
        return byKind.computeIfAbsent(topic.kind(), kind -> new LinkedHashMap<>())
                        .putIfAbsent(topic, ticket)
                == null;
    }

    /** Returns whether it was there. */
    boolean remove(Topic topic) {
        Map<Topic, Long> topics = byKind.get(topic.kind());
        return topics != null && topics.remove(topic) != null;
    }

    /** The same if it was this command that added it. */
    boolean remove(Topic topic, long ticket) {
        Map<Topic, Long> topics = byKind.get(topic.kind());
        return topics != null && topics.remove(topic, ticket);
    }

    boolean contains(Topic topic) {
        return of(topic.kind()).containsKey(topic);
    }

    /** Messages go behind the reply with this ticket: they may be of what it confirms. */
    long newestTicket() {
        return newestTicket;
    }

    /** A command begins to wait for shards. */
    void begun() {
        underWay++;
    }

    /** It waits no more. */
    void ended() {
        underWay--;
    }

    /** Whether the shards know all that the client has asked for: what it does next may cause messages that it is to get. */
    boolean areSettled() {
        return underWay == 0;
    }

    List<Topic> all(TopicKind kind) {
        return List.copyOf(of(kind).keySet());
    }

    List<Topic> all() {
        List<Topic> all = new ArrayList<>();
        byKind.values().forEach(topics -> all.addAll(topics.keySet()));
        return all;
    }

    void clear() {
        byKind.clear();
    }

    private Map<Topic, Long> of(TopicKind kind) {
        return byKind.getOrDefault(kind, Map.of());
    }
}

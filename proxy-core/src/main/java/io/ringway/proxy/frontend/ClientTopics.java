// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.ringway.proxy.session.Topic;
import io.ringway.proxy.session.TopicKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one client has subscribed to, oldest first. Confined to the client's event loop. */
final class ClientTopics {
    /** By kind; a topic joins when its subscription is confirmed, and leaves when the client ends it. */
    private final Map<TopicKind, Set<Topic>> byKind = new EnumMap<>(TopicKind.class);

    boolean contains(Topic topic) {
        return of(topic.kind()).contains(topic);
    }

    /** Returns whether it was not there. */
    boolean add(Topic topic) {
        return byKind.computeIfAbsent(topic.kind(), kind -> new LinkedHashSet<>())
                .add(topic);
    }

    /** Returns whether it was there. */
    boolean remove(Topic topic) {
        return of(topic.kind()).remove(topic);
    }

    List<Topic> all(TopicKind kind) {
        return List.copyOf(of(kind));
    }

    List<Topic> all() {
        List<Topic> all = new ArrayList<>();
        byKind.values().forEach(all::addAll);
        return all;
    }

    void clear() {
        byKind.clear();
    }

    private Set<Topic> of(TopicKind kind) {
        Set<Topic> topics = byKind.get(kind);
        return topics == null ? Set.of() : topics;
    }
}

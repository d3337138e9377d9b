// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.ringway.proxy.backend.RelayOutcome;
import io.ringway.proxy.session.Topic;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The clients of one event loop that have subscribed to one topic, or are about to: they share one subscription of the
 * relays. Confined to the event loop.
 */
final class TopicSubscribers implements RelayOutcome {
    private final Subscriptions table;
    private final Topic topic;
    /** Clients that get the messages; one joins when it has been told so, and leaves when it ends its subscription or is gone. */
    private final Set<ClientConnection> clients = new LinkedHashSet<>();
    /** Commands that wait for the relays; all leave when those have confirmed or failed. */
    private final List<SubscribeCommand> waiting = new ArrayList<>();
    /** How many commands under way want this, those that wait among them. */
    private int claims;

    private boolean confirmed;

    TopicSubscribers(Subscriptions table, Topic topic) {
        this.table = table;
        this.topic = topic;
    }

    Set<ClientConnection> clients() {
        return clients;
    }

    /** A command wants it; returns whether it has to wait, and is told then. */
    boolean claim(SubscribeCommand command) {
        claims++;
        if (!confirmed) {
            waiting.add(command);
        }
        return !confirmed;
    }

    /** Such a command is over. */
    void release() {
        claims--;
    }

    boolean isUnused() {
        return clients.isEmpty() && claims == 0;
    }

    @Override
    public void done() {
        confirmed = true;
        tell().forEach(SubscribeCommand::arrived);
    }

    @Override
    public void failed(String error) {
        // Whoever comes next tries anew.
        table.end(topic, this, () -> {});
        tell().forEach(command -> command.failed(error));
    }

    private List<SubscribeCommand> tell() {
        List<SubscribeCommand> all = List.copyOf(waiting);
        waiting.clear();
        return all;
    }
}

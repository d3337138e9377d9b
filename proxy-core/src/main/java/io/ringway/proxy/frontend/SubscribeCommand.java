// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.ringway.proxy.session.SubscriptionCounts;
import io.ringway.proxy.session.Topic;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client's SUBSCRIBE under way: once the relays have all of its topics, it is confirmed and the client joins the subscribers,
 * in this order; where one fails, none is subscribed to. Confined to the client's event loop.
 */
final class SubscribeCommand {
    private final Subscriptions table;
    private final ClientConnection client;
    private final long ticket;
    private final List<Topic> topics;
    /** Topics that the client does not have yet; all leave when the command is over. */
    private final Map<Topic, TopicSubscribers> claimed = new LinkedHashMap<>();
    /** Topics that are not confirmed, and one for the command itself until it has asked for all of them. */
    private int missing = 1;

    private @Nullable String error;

    SubscribeCommand(Subscriptions table, ClientConnection client, long ticket, List<Topic> topics) {
        this.table = table;
        this.client = client;
        this.ticket = ticket;
        this.topics = topics;
    }

    void begin() {
        for (Topic topic : topics) {
            if (!client.topics().contains(topic) && !claimed.containsKey(topic)) {
                missing++;
                if (!table.claim(topic, this, claimed)) {
                    missing--;
                }
            }
        }
        arrived();
        if (missing > 0) {
            client.flow().raiseBarrier();
        }
    }

    /** A topic is confirmed. */
    void arrived() {
        if (--missing == 0) {
            if (client.isClosed()) {
                claimed.forEach(table::release);
            } else if (error != null) {
                claimed.forEach(table::release);
                client.replies().failed(ticket, error);
            } else {
                confirm();
            }
        }
    }

    /** A topic cannot be subscribed to. */
    void failed(String text) {
        error = error == null ? text : error;
        arrived();
    }

    private void confirm() {
        Confirmations confirmations = new Confirmations(client);
        SubscriptionCounts counts = client.session().subscriptions();
        for (Topic topic : topics) {
            if (client.topics().add(topic)) {
                counts = counts.plus(topic.kind(), 1);
            }
            confirmations.add(topic.kind().subscribe(), topic, counts.confirmed(topic.kind()));
        }
        client.changeSession(client.session().withSubscriptions(counts));
        confirmations.send(ticket);
        claimed.forEach((topic, subscribers) -> table.join(topic, subscribers, client));
    }
}

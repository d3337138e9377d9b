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
 * in this order; where one fails, none is subscribed to. What the client has asked for counts from the beginning, as it may
 * ask for more, or for less, before the shards have answered. Confined to the client's event loop.
 */
final class SubscribeCommand {
    private final Subscriptions table;
    private final ClientConnection client;
    private final long ticket;
    private final List<Topic> topics;
    private final Confirmations confirmations;
    /** Topics that shards are asked for; all leave when the command is over. */
    private final Map<Topic, TopicSubscribers> claimed = new LinkedHashMap<>();
    /** Topics that are not confirmed, and one for the command itself until it has asked for all of them. */
    private int missing = 1;

    private @Nullable String error;

    SubscribeCommand(Subscriptions table, ClientConnection client, List<Topic> topics, Confirmations confirmations) {
        this.table = table;
        this.client = client;
        this.ticket = confirmations.ticket();
        this.topics = topics;
        this.confirmations = confirmations;
    }

    void begin() {
        SubscriptionCounts counts = client.session().subscriptions();
        for (Topic topic : topics) {
            if (client.topics().add(topic, ticket)) {
                counts = counts.plus(topic.kind(), 1);
            }
            confirmations.add(topic.kind().subscribe(), topic, counts.confirmed(topic.kind()));
        }
        client.changeSession(client.session().withSubscriptions(counts));
        client.topics().begun();
        for (Topic topic : topics) {
            if (!claimed.containsKey(topic)) {
                missing++;
                if (!table.claim(topic, this, claimed)) {
                    missing--;
                }
            }
        }
        arrived();
    }

    /** A topic is confirmed. */
    void arrived() {
        if (--missing > 0) {
            return;
        }
        client.topics().ended();
        if (client.isClosed()) {
            claimed.forEach(table::release);
        } else if (error != null) {
            withdraw(error);
        } else {
            confirmations.send();
            claimed.forEach((topic, subscribers) -> table.join(topic, subscribers, client));
        }
    }

    /** A topic cannot be subscribed to. */
    void failed(String text) {
        error = error == null ? text : error;
        arrived();
    }

    private void withdraw(String why) {
        SubscriptionCounts counts = client.session().subscriptions();
        for (Topic topic : topics) {
            if (client.topics().remove(topic, ticket)) {
                counts = counts.plus(topic.kind(), -1);
            }
        }
        client.changeSession(client.session().withSubscriptions(counts));
        claimed.forEach(table::release);
        confirmations.fail(why);
    }
}

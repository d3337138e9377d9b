// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.ringway.proxy.session.SubscriptionCounts;
import io.ringway.proxy.session.Topic;
import io.ringway.proxy.session.TopicKind;
import java.util.List;

/**
 * A client's UNSUBSCRIBE under way: no message comes to the client any more, and once no shard counts it any longer it is
 * told so. Confined to the client's event loop.
 */
final class UnsubscribeCommand {
    private final Subscriptions table;
    private final ClientConnection client;
    private final Confirmations confirmations;
    /** Topics that shards still send, and one for the command itself until it has ended all of them. */
    private int missing = 1;

    UnsubscribeCommand(Subscriptions table, ClientConnection client, Confirmations confirmations) {
        this.table = table;
        this.client = client;
        this.confirmations = confirmations;
    }

    /** @param named empty for all topics of the kind */
    void begin(TopicKind kind, List<Topic> named) {
        SubscriptionCounts counts = client.session().subscriptions();
        List<Topic> topics = named.isEmpty() ? client.topics().all(kind) : named;
        for (Topic topic : topics) {
            if (client.topics().remove(topic)) {
                counts = counts.plus(kind, -1);
                missing++;
                if (!table.leave(topic, client, this::arrived)) {
                    missing--;
                }
            }
            confirmations.add(kind.unsubscribe(), topic, counts.confirmed(kind));
        }
        if (topics.isEmpty()) {
            confirmations.add(kind.unsubscribe(), null, counts.confirmed(kind));
        }
        client.changeSession(client.session().withSubscriptions(counts));
        client.topics().begun();
        arrived();
    }

    private void arrived() {
        if (--missing == 0) {
            client.topics().ended();
            confirmations.send();
        }
    }
}

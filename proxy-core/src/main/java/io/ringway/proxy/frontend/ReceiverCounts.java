// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.ringway.proxy.plan.ProxyView;
import io.ringway.proxy.plan.Subscribers;
import io.ringway.resp.RespValue;
import java.util.List;

/** Puts right how many have received what a transaction published: its shard counts the proxy's relays. Immutable. */
final class ReceiverCounts {
    private final List<QueuedCommands.Published> published;
    private final int shard;
    private final Subscribers subscribers;

    ReceiverCounts(QueuedCommands commands, int shard, ProxyView view) {
        this.published = commands.published();
        this.shard = shard;
        this.subscribers = view.subscribers();
    }

    /** Whether there is nothing to put right. */
    boolean areRight() {
        return published.isEmpty() || subscribers.isEmpty();
    }

    /** @param replies to all commands of the transaction, in order */
    void correct(List<RespValue> replies) {
        for (QueuedCommands.Published each : published) {
            if (replies.get(each.position()) instanceof RespValue.Int counted) {
                replies.set(
                        each.position(),
                        RespValue.integer(subscribers.receivers(each.topic(), shard, counted.value())));
            }
        }
    }
}

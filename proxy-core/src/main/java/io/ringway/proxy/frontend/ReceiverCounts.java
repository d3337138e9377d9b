// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.ringway.proxy.plan.ProxyView;
import io.ringway.proxy.plan.Subscribers;
import io.ringway.resp.RespValue;
import java.util.List;

/** Puts right how many have received what a transaction published: its shard counts the proxy's relays. Immutable. */
final class ReceiverCounts {
    private final List<QueuedCommands.Published> published;
    /** Who receives each of them. */
    private final List<Subscribers.Receivers> receivers;

    ReceiverCounts(QueuedCommands commands, int shard, ProxyView view) {
        this.published = commands.published();
        this.receivers = published.stream()
                .map(each -> view.subscribers().receivers(each.topic(), shard))
                .toList();
    }

    /** Whether there is nothing to put right; this never changes. */
    boolean areRight() {
        return receivers.stream().allMatch(Subscribers.Receivers::areAsCounted);
    }

    /** @param replies to all commands of the transaction, in order */
    void correct(List<RespValue> replies) {
        for (int i = 0; i < published.size(); i++) {
            int position = published.get(i).position();
            if (replies.get(position) instanceof RespValue.Int counted) {
                replies.set(position, RespValue.integer(receivers.get(i).of(counted.value())));
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.plan.ProxyView;
import io.ringway.proxy.plan.ReplyMerge;
import io.ringway.proxy.plan.Subscribers;
import io.ringway.proxy.session.Topic;
import io.ringway.resp.RespValue;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts of subscribers, each from the shard that knows, with the clients of this proxy in place of its own connections.
 * Immutable.
 *
 * @param topics in the order in which the replies name them
 * @param owners the shard of each; not copied, so hand over an array that nobody changes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SubscriberCountMerge(List<Topic> topics, int[] owners) implements ReplyMerge {
    @Override
    public RespValue merge(List<RespValue> replies) {
        return merge(replies, Subscribers.NONE);
    }

    @Override
    public RespValue merge(List<RespValue> replies, ProxyView proxy) {
        return merge(replies, proxy.subscribers());
    }

    private RespValue merge(List<RespValue> replies, Subscribers subscribers) {
        List<RespValue> counts = new ArrayList<>();
        for (int i = 0; i < owners.length; i++) {
            RespValue.Array reply = (RespValue.Array) replies.get(owners[i]);
            RespValue.Int counted = (RespValue.Int) reply.elements().get(2 * i + 1);
            counts.add(reply.elements().get(2 * i));
            counts.add(RespValue.integer(subscribers.subscribers(topics.get(i), owners[i], counted.value())));
        }
        return new RespValue.Array(counts);
    }
}

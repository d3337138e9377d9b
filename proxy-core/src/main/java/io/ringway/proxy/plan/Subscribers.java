// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan;

import io.ringway.proxy.session.Topic;

/**
 * Who has subscribed to what through this proxy. A shard counts the proxy's own connections as subscribers, which stand for
 * any number of clients: here is what to make of such counts. Safe for use by any thread; figures may be a moment old.
 */
public interface Subscribers {
    /** Nobody has subscribed to anything. */
    Subscribers NONE = new Subscribers() {
        @Override
        public boolean isEmpty() {
            return true;
        }

        @Override
        public long subscribers(Topic topic, int shard, long counted) {
            return counted;
        }

        @Override
        public long receivers(Topic topic, int shard, long counted) {
            return counted;
        }
    };

    /** Whether no client has any subscription, so that shards' counts are right as they are. */
    boolean isEmpty();

    /** How many clients, here and elsewhere, have subscribed to a topic of which a shard counted so many subscribers. */
    long subscribers(Topic topic, int shard, long counted);

    /** How many times a message to a channel was received that a shard delivered so many times, by patterns too. */
    long receivers(Topic topic, int shard, long counted);
}

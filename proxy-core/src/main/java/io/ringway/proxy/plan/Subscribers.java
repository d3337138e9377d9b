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
        public Receivers receivers(Topic topic, int shard) {
            return Receivers.AS_COUNTED;
        }
    };

    /** Whether no client has any subscription, so that shards' counts are right as they are. */
    boolean isEmpty();

    /** How many clients, here and elsewhere, have subscribed to a topic of which a shard counted so many subscribers. */
    long subscribers(Topic topic, int shard, long counted);

    /** Who receives what is published to a channel on a shard from now on, by patterns too. */
    Receivers receivers(Topic topic, int shard);

    /**
     * Those who have subscribed at one moment, best taken when a message is sent: who leaves while it is on its way, perhaps
     * because of it, has been counted. Immutable.
     *
     * @param relays the proxy's own connections among those that the shard counts
     * @param clients whom they stand for
     */
    record Receivers(long relays, long clients) {
        /** Those that the shard counts. */
        public static final Receivers AS_COUNTED = new Receivers(0, 0);

        /** Whether a shard's count is right as it is. */
        public boolean areAsCounted() {
            return relays == 0 && clients == 0;
        }

        /** How many times a message was received that the shard delivered so many times. */
        public long of(long counted) {
            return Math.max(0, counted - relays) + clients;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.metrics;

/** What a loop counts for all its clients together. Immutable. */
enum LoopCounter {
    CLIENTS_OPENED,
    CLIENTS_CLOSED,
    CLIENT_BYTES_IN,
    CLIENT_BYTES_OUT,
    CLIENTS_HELD,
    CLIENTS_RELEASED,
    /** Of clients, to channels and patterns. */
    SUBSCRIBED,
    UNSUBSCRIBED,
    /** Messages that came from shards. */
    MESSAGES_RELAYED,
    /** The same for each client that got them. */
    MESSAGES_DELIVERED,
    SUBSCRIBERS_EVICTED,
    TRACKING_BEGAN,
    TRACKING_ENDED,
    TRACKING_MISSED,
    /** The only one that also falls. */
    OUTPUT_BUFFERED
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

import java.time.Duration;

/**
 * Connections to shards that are lent to single clients, for blocking commands and transactions with WATCH. Immutable.
 *
 * @param max lent connections to one shard at a time
 * @param idle connections to one shard that each event loop keeps open for the next client
 * @param maxWait how long a client waits for one where all are lent
 */
public record PinnedConfig(int max, int idle, Duration maxWait) {
    public static final PinnedConfig DEFAULT = new PinnedConfig(5000, 16, Duration.ofSeconds(5));
}

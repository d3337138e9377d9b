// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import java.time.Duration;

/**
 * How many connections may be lent to single clients. Immutable.
 *
 * @param max lent connections to one shard at a time, of all event loops together
 * @param idle connections to one shard that an event loop keeps for the next client
 * @param maxWait how long a client waits for one where all are lent
 */
public record PinnedSettings(int max, int idle, Duration maxWait) {}

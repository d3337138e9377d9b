// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import java.time.Duration;

/**
 * How much output a client with subscriptions may leave unread, as Redis limits the output buffers of its class {@code
 * pubsub}. Immutable.
 *
 * @param bytes where it is closed at once
 * @param softBytes where it is closed if it stays above for {@code softTime}
 */
public record SubscriberLimits(long bytes, long softBytes, Duration softTime) {}

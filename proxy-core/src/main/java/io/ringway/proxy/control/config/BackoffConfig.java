// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

import java.time.Duration;

/**
 * Pauses between attempts, doubled from one to the next. Immutable.
 *
 * @param min the first pause
 * @param max the longest pause
 */
public record BackoffConfig(Duration min, Duration max) {
    public static final BackoffConfig DEFAULT = new BackoffConfig(Duration.ofMillis(50), Duration.ofSeconds(2));
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

import java.time.Duration;

/**
 * What the slow log begins with; {@code CONFIG SET} changes it while the proxy runs. Immutable.
 *
 * @param slowerThan how long a client waits for a command that is entered; negative for none at all
 * @param maxLength how many entries are kept
 */
public record SlowLogConfig(Duration slowerThan, int maxLength) {
    /** Nothing is entered. */
    public static final Duration OFF = Duration.ofMillis(-1);

    public static final SlowLogConfig DEFAULT = new SlowLogConfig(Duration.ofMillis(10), 128);
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the slow log begins with; {@code CONFIG SET} changes it while the proxy runs. Immutable.
 *
 * @param slowerThan how long a client waits for a command that is entered; null for none at all
 * @param maxLength how many entries are kept
 */
public record SlowLogConfig(@Nullable Duration slowerThan, int maxLength) {
    public static final SlowLogConfig DEFAULT = new SlowLogConfig(Duration.ofMillis(10), 128);
}

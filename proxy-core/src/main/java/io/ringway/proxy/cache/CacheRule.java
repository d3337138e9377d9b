// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.cache;

import java.time.Duration;

/**
 * What to do with reads of keys that begin alike. Immutable.
 *
 * @param prefix of the keys, as they are; empty for all
 * @param maxAge how long a reply is remembered at most
 * @param maxEntryBytes how long a reply may be to be remembered
 */
public record CacheRule(String prefix, Mode mode, Duration maxAge, int maxEntryBytes) {
    /** Whether replies are remembered. */
    public enum Mode {
        CACHE,
        /** Only count how many reads there are, and how many could have been hits. */
        OBSERVE,
        NEVER
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.metrics;

/** What a loop counts for each shard. Immutable. */
enum ShardCounter {
    LANES_CONNECTED,
    LANES_CLOSED,
    LANES_FAILED,
    SENT,
    REPLIED,
    /** Written, and neither replied to nor ever going to be. */
    LOST,
    TIMED_OUT,
    PINNED_LENT,
    PINNED_RETURNED,
    PINNED_WAITS,
    PINNED_WAITS_ENDED
}

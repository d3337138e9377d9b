// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.cache;

import org.jspecify.annotations.Nullable;

/**
 * The time during which a shard reliably tells of changes to what was read on one connection. Ends, once and for all, with that
 * connection, with the one that brings the news where it is another, or when either is in doubt; all that was read in it is
 * forgotten then. Safe for use by any thread.
 */
public final class LaneEpoch {
    private final @Nullable LaneEpoch messenger;
    private volatile boolean lost;

    /** An epoch of a connection that gets its news itself. */
    public LaneEpoch() {
        this(null);
    }

    /** An epoch of a connection whose news comes by another one, in that one's epoch. */
    public LaneEpoch(@Nullable LaneEpoch messenger) {
        this.messenger = messenger;
    }

    /** Ends it. */
    public void lose() {
        lost = true;
    }

    public boolean isLost() {
        return lost || (messenger != null && messenger.lost);
    }

    /** Whether its news comes in that epoch. */
    @SuppressWarnings("ReferenceEquality") // an epoch is nothing but itself
    public boolean isToldBy(LaneEpoch other) {
        return messenger == other;
    }
}

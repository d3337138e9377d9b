// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import java.util.concurrent.atomic.AtomicInteger;

/** How many clients may track keys at a time, as each has connections of its own. Safe for use by any thread. */
public final class TrackingLimit {
    private final int max;
    private final AtomicInteger tracking = new AtomicInteger();

    public TrackingLimit(int max) {
        this.max = max;
    }

    /** How many clients may track. */
    public int max() {
        return max;
    }

    /** How many clients track. */
    public int count() {
        return tracking.get();
    }

    /** Lets one more track; returns whether it may. */
    public boolean enter() {
        if (tracking.incrementAndGet() > max) {
            tracking.decrementAndGet();
            return false;
        }
        return true;
    }

    /** One of them tracks no more. */
    public void leave() {
        tracking.decrementAndGet();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Waits between connects: doubling up to a limit, each with jitter, so that lanes do not knock all at once. Confined to one loop. */
final class Backoff {
    private final long minNanos;
    private final long maxNanos;
    private long nextNanos;

    Backoff(Duration min, Duration max) {
        minNanos = min.toNanos();
        maxNanos = max.toNanos();
        nextNanos = minNanos;
    }

    /** How long to wait now, in nanoseconds: between half of the current step and all of it. */
    long next() {
        long step = nextNanos;
        nextNanos = Math.min(maxNanos, step * 2);
        return step / 2 + ThreadLocalRandom.current().nextLong(step / 2 + 1);
    }

    void reset() {
        nextNanos = minNanos;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** Waits for several threads to be done with something, and then goes on in one of its own. Safe for use by any thread. */
final class Countdown {
    private final AtomicInteger left;
    private final Executor executor;
    private final Runnable done;

    /** @param count how often {@link #arrived} will be called; at least once */
    Countdown(int count, Executor executor, Runnable done) {
        this.left = new AtomicInteger(count);
        this.executor = executor;
        this.done = done;
    }

    void arrived() {
        if (left.decrementAndGet() == 0) {
            executor.execute(done);
        }
    }
}

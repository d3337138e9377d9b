// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.transport;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that incomplete commands and unread replies of all clients may take together. Only what goes beyond the small
 * buffers that everybody may have is counted, so it is touched rarely. Safe for use by any thread.
 */
public final class MemoryBudget {
    private final long limit;
    private final AtomicLong used = new AtomicLong();

    public MemoryBudget(long limitBytes) {
        this.limit = limitBytes;
    }

    /** Adds to what is used, or takes from it where negative; returns whether the budget still covers it. */
    public boolean charge(long bytes) {
        return used.addAndGet(bytes) <= limit || bytes <= 0;
    }

    public long usedBytes() {
        return used.get();
    }

    public long limitBytes() {
        return limit;
    }
}

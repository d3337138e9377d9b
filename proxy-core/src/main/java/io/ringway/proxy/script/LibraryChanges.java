// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.script;

import java.util.concurrent.TimeUnit;

/**
 * Counts the commands of clients that change libraries of functions on all shards, so that whoever compares the shards knows
 * whether one was under way. Safe for use by any thread; its lock is taken for nothing but such commands.
 */
public final class LibraryChanges {
    private long begun;
    private long done;

    /** Such a command is about to be sent. */
    public synchronized void begin() {
        begun++;
    }

    /** Every shard has answered it, or will not. */
    public synchronized void end() {
        done++;
        notifyAll();
    }

    /** How many have been begun. */
    public synchronized long begun() {
        return begun;
    }

    /** Waits until none is under way, so not on an event loop; false where that takes longer than this, in nanoseconds. */
    public synchronized boolean awaitEnd(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        while (done != begun) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
        }
        return true;
    }
}

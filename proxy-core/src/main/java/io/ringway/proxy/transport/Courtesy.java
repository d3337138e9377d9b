// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.transport;

import java.util.function.LongSupplier;

/**
 * Lets others have the processor after an iteration with much work, so that the next one has more to do at once: where
 * clients and shards wait for the same processor, a loop that goes on with the little that has come meanwhile makes all of
 * them work in small portions. Costs a system call for dozens of commands where nobody waits. Confined to the event loop.
 */
final class Courtesy {
    /** Commands sent and replies given in one iteration, from which on others go first. */
    static final int MUCH_WORK = 64;
    /** Whoever keeps the processor for longer than this works for itself, not for this proxy. */
    static final long LONG_NANOS = 1_000_000;
    /** Iterations without, once somebody took it for long. */
    static final int PAUSE = 100;

    private final Runnable giveWay;
    private final LongSupplier nanoTime;
    private int work;
    private int pause;

    Courtesy() {
        this(Thread::yield, System::nanoTime);
    }

    Courtesy(Runnable giveWay, LongSupplier nanoTime) {
        this.giveWay = giveWay;
        this.nanoTime = nanoTime;
    }

    /** A command was sent or a reply given. */
    void worked() {
        work++;
    }

    /** Everything of this iteration has been flushed. */
    void endIteration() {
        int done = work;
        work = 0;
        if (pause > 0) {
            pause--;
        } else if (done >= MUCH_WORK) {
            long before = nanoTime.getAsLong();
            giveWay.run();
            if (nanoTime.getAsLong() - before > LONG_NANOS) {
                pause = PAUSE;
            }
        }
    }
}

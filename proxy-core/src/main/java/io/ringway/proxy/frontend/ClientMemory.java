// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.ringway.proxy.metrics.LoopMetrics;
import io.ringway.proxy.transport.MemoryBudget;
import io.ringway.proxy.transport.OutputQueue;
import io.ringway.proxy.transport.ReadBuffer;

/**
 * What one client takes of the memory of all clients: incomplete commands, unread replies, replies that wait for others, and
 * commands queued for EXEC. Confined to the client's event loop.
 */
final class ClientMemory {
    /** What a client gets out of {@link #charge}. */
    enum Verdict {
        FINE,
        /** It has more unread replies than one client may have. */
        OUTPUT_LIMIT,
        /** It has subscriptions, and more unread messages than such a client may have, or for longer. */
        SUBSCRIBER_LIMIT,
        /** All clients together have more than there is. */
        BUDGET_SPENT
    }

    private final MemoryBudget budget;
    private final LoopMetrics metrics;
    private final ReadBuffer input;
    private final OutputQueue out;
    private final ReplyQueue replies;
    private final long outputLimit;
    private final SubscriberLimits subscriberLimits;
    private boolean subscriber;
    /** Since when the client has more unread messages than it may have for long; 0 while it has not. */
    private long slowSince;
    /** What this client takes of the budget. */
    private long charged;
    /** Bytes of replies to pieces that wait to be merged. */
    private long gathered;
    /** Bytes of commands queued for EXEC. */
    private long queued;
    /** Whether the output tells when it has been taken, so that the client is no longer charged for it. */
    private boolean awaitsOutput;

    ClientMemory(
            MemoryBudget budget,
            LoopMetrics metrics,
            ReadBuffer input,
            OutputQueue out,
            ReplyQueue replies,
            long outputLimit,
            SubscriberLimits subscriberLimits) {
        this.budget = budget;
        this.metrics = metrics;
        this.input = input;
        this.out = out;
        this.replies = replies;
        this.outputLimit = outputLimit;
        this.subscriberLimits = subscriberLimits;
    }

    /** Bytes of incomplete commands. */
    int incomplete() {
        return input.keptBytes();
    }

    /** Bytes of replies that have come and that the client has not read. */
    long unread() {
        return out.pendingBytes() + replies.heldBytes() + gathered;
    }

    /** Those of them that are not sent at the end of the loop's iteration. */
    long waiting() {
        return out.untakenBytes() + replies.heldBytes() + gathered;
    }

    /** Whether something has been charged that may have to be given back. */
    boolean isCharged() {
        return charged != 0;
    }

    /** Replies to pieces came to wait for others (or, where negative, wait no more); returns whether that is to be charged. */
    boolean gathered(long bytes) {
        gathered += bytes;
        return charged != 0 || gathered > OutputQueue.SLICE_BYTES;
    }

    /** Commands came to wait for EXEC (or, where negative, wait no more); returns whether that is to be charged. */
    boolean queued(long bytes) {
        queued += bytes;
        return charged != 0 || queued > OutputQueue.SLICE_BYTES;
    }

    /** Brings the budget up to date; small amounts, which everybody may have, are not counted. */
    Verdict charge(Runnable whenOutputTaken) {
        if (out.pendingBytes() > OutputQueue.SLICE_BYTES && !awaitsOutput) {
            awaitsOutput = true;
            out.whenTaken(() -> {
                awaitsOutput = false;
                whenOutputTaken.run();
            });
        }
        long unread = unread();
        long bytes = large(input.keptBytes()) + large(unread) + large(queued);
        if (bytes == charged) {
            return Verdict.FINE;
        }
        boolean covered = budget.charge(bytes - charged);
        metrics.outputBuffered(bytes - charged);
        charged = bytes;
        if (!covered) {
            return Verdict.BUDGET_SPENT;
        }
        if (subscriber && isTooSlow(unread)) {
            return Verdict.SUBSCRIBER_LIMIT;
        }
        return unread > outputLimit ? Verdict.OUTPUT_LIMIT : Verdict.FINE;
    }

    /** Whether the client has subscriptions. */
    void subscriber(boolean now) {
        subscriber = now;
        slowSince = 0;
    }

    private boolean isTooSlow(long unread) {
        if (unread <= subscriberLimits.softBytes()) {
            slowSince = 0;
            return false;
        }
        long now = System.nanoTime();
        slowSince = slowSince == 0 ? now : slowSince;
        return unread > subscriberLimits.bytes()
                || now - slowSince > subscriberLimits.softTime().toNanos();
    }

    /** Gives everything back. */
    void release() {
        budget.charge(-charged);
        metrics.outputBuffered(-charged);
        charged = 0;
    }

    private static long large(long bytes) {
        return bytes > OutputQueue.SLICE_BYTES ? bytes : 0;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for which of a lane's replies, in the order in which commands were sent. A ring of plain arrays, so that waiting
 * costs no object. An entry joins when its command is sent and leaves when its reply has come or the lane is lost; a command
 * whose deadline has passed leaves its entry behind as a tombstone without a sink. Confined to the event loop.
 */
final class PendingReplies {
    private static final int INITIAL_CAPACITY = 64;

    private @Nullable ReplySink[] sinks = new ReplySink[INITIAL_CAPACITY];
    private long[] tickets = new long[INITIAL_CAPACITY];
    private long[] sentAt = new long[INITIAL_CAPACITY];
    private int[] kinds = new int[INITIAL_CAPACITY];
    private long head;
    private long tail;
    /** Entries before this one are tombstones. */
    private long alive;

    int size() {
        return (int) (tail - head);
    }

    boolean isEmpty() {
        return head == tail;
    }

    void add(ReplySink sink, long ticket, long now, int kind) {
        if (tail - head == sinks.length) {
            grow();
        }
        int slot = slot(tail++);
        sinks[slot] = sink;
        tickets[slot] = ticket;
        sentAt[slot] = now;
        kinds[slot] = kind;
    }

    /** Whoever waits for the next reply; null for a tombstone. Undefined when empty. */
    @Nullable
    ReplySink sink() {
        return sinks[slot(head)];
    }

    long ticket() {
        return tickets[slot(head)];
    }

    /** When the next reply's command was sent. */
    long sentAt() {
        return sentAt[slot(head)];
    }

    /** The number that {@link #add} was given for the metrics. */
    int kind() {
        return kinds[slot(head)];
    }

    /** Removes the entry of the next reply. */
    void remove() {
        sinks[slot(head)] = null;
        head++;
        if (alive < head) {
            alive = head;
        }
    }

    /**
     * Turns entries sent before {@code deadline} into tombstones and tells their sinks; returns how many there were.
     *
     * @param headIsArriving whether part of the next reply is here already, which spares it
     */
    int expire(long deadline, boolean headIsArriving, Failure failure) {
        int expired = 0;
        if (headIsArriving && alive == head && head < tail) {
            alive++;
        }
        while (alive < tail && sentAt[slot(alive)] - deadline < 0) {
            int slot = slot(alive++);
            ReplySink sink = sinks[slot];
            sinks[slot] = null;
            if (sink != null) {
                expired++;
                sink.failed(tickets[slot], failure);
            }
        }
        return expired;
    }

    /** Removes all entries and tells their sinks. */
    void failAll(Failure failure) {
        while (head < tail) {
            ReplySink sink = sink();
            long ticket = ticket();
            remove();
            if (sink != null) {
                sink.failed(ticket, failure);
            }
        }
    }

    private int slot(long index) {
        return (int) index & (sinks.length - 1);
    }

    private void grow() {
        int capacity = sinks.length;
        @Nullable ReplySink[] moreSinks = Arrays.copyOf(sinks, capacity * 2);
        long[] moreTickets = new long[capacity * 2];
        long[] moreSentAt = new long[capacity * 2];
        int[] moreKinds = new int[capacity * 2];
        Arrays.fill(moreSinks, null);
        for (long i = head; i < tail; i++) {
            int from = (int) i & (capacity - 1);
            int to = (int) i & (capacity * 2 - 1);
            moreSinks[to] = sinks[from];
            moreTickets[to] = tickets[from];
            moreSentAt[to] = sentAt[from];
            moreKinds[to] = kinds[from];
        }
        sinks = moreSinks;
        tickets = moreTickets;
        sentAt = moreSentAt;
        kinds = moreKinds;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.ringway.proxy.cache.Coherence;
import io.ringway.proxy.cache.Written;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who waits for which of a lane's replies, in the order in which commands were sent. A ring of plain arrays, so that waiting
 * costs no object. An entry joins when its command is sent and leaves when its reply has come or the lane is lost; a command
 * whose deadline has passed leaves its entry behind as a tombstone without a sink. Confined to the event loop.
 */
final class PendingReplies {
    private static final Logger log = LoggerFactory.getLogger(PendingReplies.class);
    private static final int INITIAL_CAPACITY = 64;

    private @Nullable ReplySink[] sinks = new ReplySink[INITIAL_CAPACITY];
    private long[] tickets = new long[INITIAL_CAPACITY];
    private long[] receivedAt = new long[INITIAL_CAPACITY];
    private long[] sentAt = new long[INITIAL_CAPACITY];
    private int[] commands = new int[INITIAL_CAPACITY];
    /** What each command may write. */
    private Written[] written = new Written[INITIAL_CAPACITY];

    private long head;
    private long tail;
    /** Entries before this one are tombstones. */
    private long alive;
    /** Entries before this one have been flushed. */
    private long flushed;

    int size() {
        return (int) (tail - head);
    }

    boolean isEmpty() {
        return head == tail;
    }

    /** Whether the command of the next reply has left: a reply that is here before that is none to it. */
    boolean isSent() {
        return head < flushed;
    }

    /** How many commands have left and are not answered. */
    int sentCount() {
        return (int) (flushed - head);
    }

    /**
     * Adds an entry at the end.
     *
     * @param received when the command was read from its client
     * @param command id of the command's row
     * @param writes what it may write
     */
    void add(ReplySink sink, long ticket, long received, int command, Written writes) {
        if (tail - head == sinks.length) {
            grow();
        }
        int slot = slot(tail++);
        sinks[slot] = sink;
        tickets[slot] = ticket;
        receivedAt[slot] = received;
        commands[slot] = command;
        written[slot] = writes;
    }

    /** Whoever waits for the next reply; null for a tombstone. Undefined when empty. */
    @Nullable
    ReplySink sink() {
        return sinks[slot(head)];
    }

    long ticket() {
        return tickets[slot(head)];
    }

    /** When the next reply's command was read from its client. */
    long receivedAt() {
        return receivedAt[slot(head)];
    }

    /** When the next reply's command was flushed. */
    long sentAt() {
        return sentAt[slot(head)];
    }

    /** Id of the row of the next reply's command. */
    int command() {
        return commands[slot(head)];
    }

    /** What the next reply's command may write, which counts as written from now on: it is told once. */
    Written takeWritten() {
        int slot = slot(head);
        Written taken = written[slot];
        written[slot] = Written.NOTHING;
        return taken;
    }

    /** Calls back with what each command may write that has not been taken. */
    void forEachWritten(Consumer<Written> each) {
        for (long i = head; i < tail; i++) {
            Written writes = written[slot(i)];
            if (writes != Written.NOTHING) {
                each.accept(writes);
            }
        }
    }

    /** How many writes to keys of the stripe there are that have not been taken. */
    int writesTo(int stripe, Coherence coherence) {
        int writes = 0;
        for (long i = head; i < tail; i++) {
            Written each = written[slot(i)];
            if (each != Written.NOTHING) {
                writes += coherence.writesTo(each, stripe);
            }
        }
        return writes;
    }

    /** Notes that all entries have been flushed by now; returns how many were not before. */
    int markFlushed(long now) {
        int count = (int) (tail - flushed);
        while (flushed < tail) {
            sentAt[slot(flushed++)] = now;
        }
        return count;
    }

    /** Removes the entry of the next reply. */
    void remove() {
        sinks[slot(head)] = null;
        head++;
        alive = Math.max(alive, head);
        flushed = Math.max(flushed, head);
    }

    /**
     * Turns entries received before {@code deadline} into tombstones and tells their sinks; returns how many there were.
     *
     * @param headIsArriving whether part of the next reply is here already, which spares it
     * @param waited how long they have waited at least, in nanoseconds
     */
    int expire(long deadline, boolean headIsArriving, long waited, Failure failure) {
        int expired = 0;
        if (headIsArriving && alive == head && head < tail) {
            alive++;
        }
        while (alive < tail && receivedAt[slot(alive)] - deadline < 0) {
            int slot = slot(alive++);
            ReplySink sink = sinks[slot];
            sinks[slot] = null;
            if (sink != null) {
                expired++;
                sink.slow(tickets[slot], commands[slot], waited);
                tell(sink, tickets[slot], failure);
            }
        }
        return expired;
    }

    /** Turns the entry of the next reply into a tombstone and tells its sink. */
    void giveUp(Failure failure) {
        int slot = slot(head);
        ReplySink sink = sinks[slot];
        sinks[slot] = null;
        alive = Math.max(alive, head + 1);
        if (sink != null) {
            tell(sink, tickets[slot], failure);
        }
    }

    /**
     * Removes all entries and tells their sinks.
     *
     * @param done told what each command may have written, before its sink is told
     */
    void failAll(Failure failure, Consumer<Written> done) {
        while (head < tail) {
            done.accept(takeWritten());
            ReplySink sink = sink();
            long ticket = ticket();
            remove();
            if (sink != null) {
                tell(sink, ticket, failure);
            }
        }
    }

    /** One that throws must not keep the others from being told: they would wait for ever. */
    private static void tell(ReplySink sink, long ticket, Failure failure) {
        try {
            sink.failed(ticket, failure);
        } catch (RuntimeException | Error e) {
            log.error("unexpected failure while a failure was reported", e);
        }
    }

    private int slot(long index) {
        return (int) index & (sinks.length - 1);
    }

    private void grow() {
        int capacity = sinks.length;
        @Nullable ReplySink[] moreSinks = Arrays.copyOf(sinks, capacity * 2);
        long[] moreTickets = new long[capacity * 2];
        long[] moreReceivedAt = new long[capacity * 2];
        long[] moreSentAt = new long[capacity * 2];
        int[] moreCommands = new int[capacity * 2];
        Written[] moreWritten = new Written[capacity * 2];
        Arrays.fill(moreSinks, null);
        for (long i = head; i < tail; i++) {
            int from = (int) i & (capacity - 1);
            int to = (int) i & (capacity * 2 - 1);
            moreSinks[to] = sinks[from];
            moreTickets[to] = tickets[from];
            moreReceivedAt[to] = receivedAt[from];
            moreSentAt[to] = sentAt[from];
            moreCommands[to] = commands[from];
            moreWritten[to] = written[from];
        }
        sinks = moreSinks;
        tickets = moreTickets;
        receivedAt = moreReceivedAt;
        sentAt = moreSentAt;
        commands = moreCommands;
        written = moreWritten;
    }
}

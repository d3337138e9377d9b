// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringway.proxy.transport.Loop;
import io.ringway.proxy.transport.OutputQueue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts one client's replies into the order of its commands. Each command takes a ticket; the reply of the oldest ticket goes
 * straight to the output, others are held until all older ones are there: small ones copied into one stash, large ones as
 * the parts they came in. Pushes take no ticket: they go straight to the output, or, where a reply is on its way in parts, right
 * behind it. Confined to the client's event loop.
 */
final class ReplyQueue {
    private static final int INITIAL_CAPACITY = 8;
    /** Least size of a stash: for some hundred short replies. */
    private static final int MIN_STASH_BYTES = 2 << 10;

    private static final long WAITING = -1;
    private static final long IN_PARTS = -2;
    /** Still to come, and then not for the client. */
    private static final long MUTED = -3;
    /** Has come, and there is nothing of it. */
    private static final long NOTHING = 0;

    private final Loop loop;
    private final OutputQueue out;
    /** By ticket, a ring: one of the constants above, or offset and length of a whole reply in the stash. */
    private long[] slots = new long[INITIAL_CAPACITY];

    private long head;
    private long tail;
    /** How many muted tickets are still to come. */
    private int muted;

    /** Held replies behind the oldest ticket, and the room of others that have left; null unless some are held. */
    private @Nullable ByteBuf stash;
    /** Bytes of the held replies in the stash. */
    private int stashedBytes;
    /** Large or partial replies of tickets behind the oldest; each leaves when its turn comes. */
    private @Nullable Map<Long, Parts> parts;

    private long partBytes;
    /** Pushes that wait for the end of a reply; each leaves when that is complete. Null unless there are some. */
    private @Nullable List<DeferredPush> deferred;

    private long deferredBytes;

    ReplyQueue(Loop loop, OutputQueue out) {
        this.loop = loop;
        this.out = out;
    }

    /** Takes the next ticket. */
    long open() {
        if (tail - head == slots.length) {
            grow();
        }
        slots[slot(tail)] = WAITING;
        return tail++;
    }

    /** Whether no ticket has been taken since this one. */
    boolean isNewest(long ticket) {
        return ticket == tail - 1;
    }

    /** Takes the reply of a ticket that has just been opened away from the client, which does not want it. */
    void mute(long ticket) {
        slots[slot(ticket)] = MUTED;
        muted++;
    }

    /** How many tickets have no complete reply in the output yet. */
    int inFlight() {
        return (int) (tail - head);
    }

    /** How many tickets there have been. */
    long opened() {
        return tail;
    }

    boolean isEmpty() {
        return head == tail;
    }

    /** Bytes held for tickets behind the oldest, and of pushes that wait for the end of a reply. */
    long heldBytes() {
        ByteBuf buffer = stash;
        long bytes = partBytes + deferredBytes;
        return buffer == null ? bytes : bytes + buffer.capacity();
    }

    /** A whole reply; the buffer is borrowed. */
    void complete(long ticket, ByteBuf in, int start, int length) {
        if (muted > 0 && slots[slot(ticket)] == MUTED) {
            swallow(ticket);
        } else if (ticket == head) {
            out.append(in, start, length);
            advance();
        } else if (length >= OutputQueue.SLICE_BYTES) {
            hold(ticket, in.retainedSlice(start, length), true);
        } else {
            stash(ticket, length).writeBytes(in, start, length);
        }
    }

    /** A whole reply in what nobody may change. */
    void complete(long ticket, byte[] data, int start, int length) {
        if (muted > 0 && slots[slot(ticket)] == MUTED) {
            swallow(ticket);
        } else if (ticket == head) {
            out.append(data, start, length);
            advance();
        } else if (length >= OutputQueue.SLICE_BYTES) {
            hold(ticket, Unpooled.wrappedBuffer(data, start, length), true);
        } else {
            stash(ticket, length).writeBytes(data, start, length);
        }
    }

    /** Makes room in the stash for a ticket's reply, to be written at once. */
    private ByteBuf stash(long ticket, int length) {
        ByteBuf buffer = stash;
        if (buffer == null || buffer.writableBytes() < length) {
            buffer = renewStash(length);
        }
        slots[slot(ticket)] = (long) buffer.writerIndex() << 32 | length;
        stashedBytes += length;
        return buffer;
    }

    /** A part of a reply; the buffer is borrowed. */
    void part(long ticket, ByteBuf in, int start, int length, boolean last) {
        if (muted > 0 && slots[slot(ticket)] == MUTED) {
            if (last) {
                swallow(ticket);
            }
            return;
        }
        if (ticket != head) {
            hold(ticket, keep(in, start, length), last);
            return;
        }
        out.append(in, start, length);
        if (last) {
            advance();
        } else {
            slots[slot(ticket)] = IN_PARTS;
        }
    }

    /** Something that is no reply, whole, and may come between any two of them; the buffer is borrowed. */
    void push(ByteBuf in, int start, int length) {
        pushBehind(head - 1, in, start, length);
    }

    /** As {@link #push}, and not before the reply of that ticket has left; -1 for none. */
    void pushBehind(long ticket, ByteBuf in, int start, int length) {
        boolean isAmidst = head < tail && slots[slot(head)] == IN_PARTS;
        if (ticket < head && !isAmidst) {
            out.append(in, start, length);
            return;
        }
        List<DeferredPush> all = deferred;
        if (all == null) {
            all = new ArrayList<>();
            deferred = all;
        }
        all.add(new DeferredPush(Math.max(ticket, head), keep(in, start, length)));
        deferredBytes += length;
    }

    /** Whether some of this ticket's reply has come. */
    boolean isPartial(long ticket) {
        return slots[slot(ticket)] == IN_PARTS;
    }

    /** Releases what is held. */
    void discard() {
        if (stash != null) {
            stash.release();
            stash = null;
        }
        if (parts != null) {
            parts.values().forEach(each -> each.buffers.forEach(ByteBuf::release));
            parts = null;
        }
        if (deferred != null) {
            deferred.forEach(each -> each.push().release());
            deferred = null;
        }
        partBytes = 0;
        deferredBytes = 0;
        stashedBytes = 0;
        head = tail;
        muted = 0;
    }

    private void swallow(long ticket) {
        muted--;
        if (ticket == head) {
            advance();
        } else {
            slots[slot(ticket)] = NOTHING;
        }
    }

    /**
     * Moves what is still held to a stash with room for as much again. Replies leave in another order than they came, so room
     * in the middle is won back in this way only: a client that never stops sending may always have one held.
     */
    private ByteBuf renewStash(int length) {
        ByteBuf old = stash;
        int capacity = Math.max(MIN_STASH_BYTES, 2 * (stashedBytes + length));
        ByteBuf renewed = loop.allocator().directBuffer(capacity);
        stash = renewed;
        if (old == null) {
            return renewed;
        }
        for (long ticket = head; ticket < tail; ticket++) {
            long slot = slots[slot(ticket)];
            if (slot >= 0) {
                slots[slot(ticket)] = (long) renewed.writerIndex() << 32 | (int) slot;
                renewed.writeBytes(old, (int) (slot >>> 32), (int) slot);
            }
        }
        old.release();
        return renewed;
    }

    /** The loop's read buffer is shared, and a retained slice makes it give way; small parts are better copied. */
    private ByteBuf keep(ByteBuf in, int start, int length) {
        return length >= OutputQueue.SLICE_BYTES
                ? in.retainedSlice(start, length)
                : loop.allocator().directBuffer(length).writeBytes(in, start, length);
    }

    private void hold(long ticket, ByteBuf part, boolean last) {
        Map<Long, Parts> all = parts;
        if (all == null) {
            all = new HashMap<>();
            parts = all;
        }
        slots[slot(ticket)] = IN_PARTS;
        Parts mine = all.computeIfAbsent(ticket, key -> new Parts());
        mine.buffers.add(part);
        mine.complete = last;
        partBytes += part.readableBytes();
    }

    /** The oldest ticket is done: lets the held replies behind it go, up to the next one that is still to come. */
    private void advance() {
        passHead();
        while (head < tail) {
            long slot = slots[slot(head)];
            if (slot == WAITING || slot == MUTED || (slot == IN_PARTS && !releaseParts())) {
                return;
            }
            ByteBuf buffer = stash;
            if (slot >= 0 && buffer != null) {
                out.append(buffer, (int) (slot >>> 32), (int) slot);
                stashedBytes -= (int) slot;
                if (stashedBytes == 0) {
                    buffer.release();
                    stash = null;
                }
            }
            passHead();
        }
    }

    /** The oldest ticket's reply is in the output: lets the pushes go that are to come right behind it. */
    private void passHead() {
        head++;
        List<DeferredPush> all = deferred;
        if (all != null) {
            all.removeIf(this::release);
            deferred = all.isEmpty() ? null : all;
        }
    }

    private boolean release(DeferredPush each) {
        if (each.behind() >= head) {
            return false;
        }
        ByteBuf push = each.push();
        deferredBytes -= push.readableBytes();
        out.append(push, push.readerIndex(), push.readableBytes());
        push.release();
        return true;
    }

    /** Returns whether the oldest ticket's reply was complete. */
    private boolean releaseParts() {
        Map<Long, Parts> all = parts;
        Parts mine = all == null ? null : all.remove(head);
        if (mine == null) {
            return false;
        }
        for (ByteBuf part : mine.buffers) {
            partBytes -= part.readableBytes();
            out.appendSlice(part);
        }
        return mine.complete;
    }

    private int slot(long ticket) {
        return (int) ticket & (slots.length - 1);
    }

    private void grow() {
        long[] more = new long[slots.length * 2];
        for (long i = head; i < tail; i++) {
            more[(int) i & (more.length - 1)] = slots[slot(i)];
        }
        slots = more;
    }

    /** @param behind the ticket whose reply comes first */
    private record DeferredPush(long behind, ByteBuf push) {}

    private static final class Parts {
        private final List<ByteBuf> buffers = new ArrayList<>();
        private boolean complete;
    }
}

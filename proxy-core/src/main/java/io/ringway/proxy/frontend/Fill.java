// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.backend.Failure;
import io.ringway.proxy.backend.Lane;
import io.ringway.proxy.backend.ReplySink;
import io.ringway.proxy.cache.CachedReply;
import io.ringway.proxy.cache.FillTicket;
import io.ringway.proxy.cache.StoredCommand;
import io.ringway.proxy.metrics.CacheEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A read whose reply is to be remembered, on its way: {@code CLIENT CACHING YES}, the command, and PTTL of its key, one behind the
 * other on one lane. The reply goes to all clients that wait for it as soon as it is there, whatever becomes of the rest.
 * Confined to the event loop.
 */
final class Fill implements ReplySink {
    /** Tickets of the three commands. */
    static final long CACHING = 0;

    static final long COMMAND = 1;
    static final long LIFETIME = 2;

    private final Fills fills;
    private final StoredCommand command;
    private final FillTicket read;
    private final Lane lane;
    private final long sentAt;
    private final int rule;
    /** Who waits for the reply, with their tickets; all leave when it is there. */
    private final List<Waiter> waiters = new ArrayList<>(1);

    private boolean tracked;
    /** What is to be remembered with its command, once it is here; null where nothing is. */
    private byte @Nullable [] data;
    /** Why nothing is remembered. */
    private CacheEvent rejection = CacheEvent.REJECTED_LOST;

    Fill(Fills fills, StoredCommand command, FillTicket read, Lane lane, long sentAt, int rule) {
        this.fills = fills;
        this.command = command;
        this.read = read;
        this.lane = lane;
        this.sentAt = sentAt;
        this.rule = rule;
    }

    StoredCommand command() {
        return command;
    }

    FillTicket read() {
        return read;
    }

    /** The lane it is sent on. */
    Lane lane() {
        return lane;
    }

    /** When it was sent, or a moment before. */
    long sentAt() {
        return sentAt;
    }

    /** Number of the rule for its key. */
    int rule() {
        return rule;
    }

    void join(ReplySink client, long ticket) {
        waiters.add(new Waiter(client, ticket));
    }

    @Override
    public void reply(long ticket, ByteBuf in, int start, int length) {
        if (ticket == CACHING) {
            tracked = in.getByte(start) == '+';
        } else if (ticket == COMMAND) {
            fills.answered(this);
            keep(in, start, length);
            for (int i = 0; i < waiters.size(); i++) {
                Waiter waiter = waiters.get(i);
                waiter.client.reply(waiter.ticket, in, start, length);
            }
            waiters.clear();
        } else if (data == null) {
            fills.rejected(rejection);
        } else {
            fills.arrived(this, data, in, start, length);
        }
    }

    @Override
    public void replyPart(long ticket, ByteBuf in, int start, int length, boolean last) {
        fills.answered(this);
        rejection = CacheEvent.REJECTED_LARGE;
        for (int i = 0; i < waiters.size(); i++) {
            Waiter waiter = waiters.get(i);
            waiter.client.replyPart(waiter.ticket, in, start, length, last);
        }
    }

    @Override
    public void failed(long ticket, Failure failure) {
        if (ticket == COMMAND) {
            fills.answered(this);
            List.copyOf(waiters).forEach(waiter -> waiter.client.failed(waiter.ticket, failure));
            waiters.clear();
        } else if (ticket == LIFETIME) {
            fills.rejected(CacheEvent.REJECTED_LOST);
        }
    }

    @Override
    public void slow(long ticket, int row, long nanos) {
        for (int i = 0; i < waiters.size(); i++) {
            Waiter waiter = waiters.get(i);
            waiter.client.slow(waiter.ticket, row, nanos);
        }
    }

    @Override
    public boolean takesParts() {
        return true;
    }

    private void keep(ByteBuf in, int start, int length) {
        byte kind = in.getByte(start);
        if (!tracked) {
            rejection = CacheEvent.REJECTED_UNTRACKED;
        } else if (kind == '-' || kind == '!') {
            rejection = CacheEvent.REJECTED_ERROR;
        } else if (length > fills.maxEntryBytes(rule)) {
            rejection = CacheEvent.REJECTED_LARGE;
        } else {
            data = CachedReply.data(command, in, start, length);
        }
    }

    private record Waiter(ReplySink client, long ticket) {}
}

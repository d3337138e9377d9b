// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.backend.Failure;
import io.ringway.proxy.backend.Lane;
import io.ringway.proxy.cache.CachedReply;
import io.ringway.proxy.cache.FillTicket;
import io.ringway.proxy.cache.StoredCommand;
import io.ringway.proxy.metrics.CacheEvent;
import org.jspecify.annotations.Nullable;

/**
 * A read whose reply is to be remembered, on its way: {@code CLIENT CACHING YES}, the command, and PTTL of its key, one behind the
 * other on one lane. The reply goes to all clients that wait for it as soon as it is there, whatever becomes of the rest.
 * Confined to the event loop.
 */
final class Fill extends SharedRead {
    /** Tickets of what is sent with the command. */
    static final long CACHING = 0;

    static final long LIFETIME = 2;

    private final long sentAt;
    private final int rule;

    private boolean tracked;
    /** What is to be remembered with its command, once it is here; null where nothing is. */
    private byte @Nullable [] data;
    /** Why nothing is remembered. */
    private CacheEvent rejection = CacheEvent.REJECTED_LOST;

    Fill(Fills fills, long number, StoredCommand command, FillTicket read, Lane lane, long sentAt, int rule) {
        super(fills, number, command, read, lane);
        this.sentAt = sentAt;
        this.rule = rule;
    }

    /** When it was sent, or a moment before. */
    long sentAt() {
        return sentAt;
    }

    /** Number of the rule for its key. */
    int rule() {
        return rule;
    }

    @Override
    public void reply(long ticket, ByteBuf in, int start, int length) {
        if (ticket == CACHING) {
            tracked = in.getByte(start) == '+';
        } else if (ticket == COMMAND) {
            keep(in, start, length);
            super.reply(ticket, in, start, length);
        } else if (data == null) {
            fills().rejected(rejection);
        } else {
            fills().arrived(this, data, in, start, length);
        }
    }

    @Override
    public void replyPart(long ticket, ByteBuf in, int start, int length, boolean last) {
        rejection = CacheEvent.REJECTED_LARGE;
        super.replyPart(ticket, in, start, length, last);
    }

    @Override
    public void failed(long ticket, Failure failure) {
        if (ticket == COMMAND) {
            super.failed(ticket, failure);
        } else if (ticket == LIFETIME) {
            fills().rejected(CacheEvent.REJECTED_LOST);
        }
    }

    private void keep(ByteBuf in, int start, int length) {
        byte kind = in.getByte(start);
        if (!tracked) {
            rejection = CacheEvent.REJECTED_UNTRACKED;
        } else if (kind == '-' || kind == '!') {
            rejection = CacheEvent.REJECTED_ERROR;
        } else if (length > fills().maxEntryBytes(rule)) {
            rejection = CacheEvent.REJECTED_LARGE;
        } else {
            data = CachedReply.data(command(), in, start, length);
        }
    }
}

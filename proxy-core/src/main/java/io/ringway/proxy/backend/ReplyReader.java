// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.cache.Written;
import io.ringway.proxy.transport.OutputQueue;
import io.ringway.proxy.transport.ReadBuffer;
import io.ringway.resp.ReplyScanner;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what a shard sends on one connection into replies and hands each to whoever waits for it; large ones in parts, where
 * their taker allows it. Confined to the event loop.
 */
final class ReplyReader {
    /** Replies with this much yet to come are passed on in parts. */
    private static final int STREAM_BYTES = OutputQueue.SLICE_BYTES;

    private final LaneConnection connection;
    private final Lane lane;
    private final PendingReplies pending;
    private final ReadBuffer input;
    private final ReplyScanner scanner = new ReplyScanner();
    private final CacheLink cache;

    /** Takes the first replies; null before and after. */
    private @Nullable Handshake handshake;
    /** Bytes of the reply in progress that have been scanned and are still in the buffer. */
    private int scanned;
    /** Whether the reply in progress is passed on in parts. */
    private boolean streaming;
    /** Whether a command has ever been answered. */
    private boolean answered;

    private long lastReadAt;
    /** As of the last read. */
    private long slowNanos = Long.MAX_VALUE;

    ReplyReader(LaneConnection connection, Lane lane, PendingReplies pending, ReadBuffer input) {
        this.connection = connection;
        this.lane = lane;
        this.pending = pending;
        this.input = input;
        this.cache = lane.cache();
    }

    /** The next replies are this one's. */
    void begin(Handshake greeting) {
        handshake = greeting;
    }

    /** Hands out all replies in what has just been read, whose reference it takes over. */
    void read(ByteBuf read) {
        lastReadAt = lane.loop().readClock();
        slowNanos = lane.timings().slowNanos();
        ByteBuf in = input.received(read);
        int missing = 0;
        try {
            if (!connection.isClosed()) {
                missing = takeReplies(in);
            }
        } finally {
            if (connection.isClosed()) {
                input.drop();
                in.release();
            } else {
                input.keep(in, missing);
            }
        }
    }

    long lastReadAt() {
        return lastReadAt;
    }

    /** Whether some of the oldest command's reply has been passed on, and not all. */
    boolean isStreaming() {
        return streaming;
    }

    /** Whether a command has ever been answered. */
    boolean hasAnswered() {
        return answered;
    }

    /** What a command may write is written, or the connection it was sent on is gone. */
    void writeDone(Written written) {
        if (written != Written.NOTHING) {
            cache.writeDone(lane.shard().number(), written);
        }
    }

    /** Hands out all replies in the buffer; returns the least size of the one that is incomplete, or 0. */
    private int takeReplies(ByteBuf in) {
        int end = in.writerIndex();
        int start = in.readerIndex();
        int position = start + scanned;
        while (position < end && !connection.isClosed()) {
            if (scanner.isComplete() && in.getByte(start) != '>' && handshake == null && !pending.isSent()) {
                connection.close("it sent a reply that nobody waits for");
                return 0;
            }
            int stop = scanner.scan(in, position, end);
            if (stop == ReplyScanner.MALFORMED) {
                connection.close("it sent something that is no reply");
                return 0;
            }
            if (scanner.isComplete()) {
                input.took(stop - start);
                deliver(in, start, stop - start);
                streaming = false;
                start = stop;
                position = stop;
                in.readerIndex(stop);
                continue;
            }
            if (streaming || shouldStream(in, start, end - start + scanner.bulkBytesMissing())) {
                streaming = true;
                deliverPart(in, start, stop - start);
                start = stop;
                in.readerIndex(stop);
            }
            scanned = stop - start;
            // What the scanner stopped at is the beginning of a line, and too short to be scanned.
            return (int) Math.min(Integer.MAX_VALUE - (64 << 10), end - start + scanner.bulkBytesMissing());
        }
        scanned = 0;
        return 0;
    }

    /**
     * Whether to pass on what there is of the reply in progress.
     *
     * @param known the least size of that reply
     */
    private boolean shouldStream(ByteBuf in, int start, long known) {
        boolean tooLarge = known > lane.settings().maxAssembledBytes();
        if (known < STREAM_BYTES) {
            return false;
        }
        if (handshake != null || in.getByte(start) == '>') {
            if (tooLarge) {
                connection.close("it sent more than anybody asked for");
            }
            return false;
        }
        ReplySink sink = pending.sink();
        if (sink == null || sink.takesParts()) {
            return true;
        }
        if (tooLarge) {
            pending.giveUp(Failure.tooLarge());
        }
        return tooLarge;
    }

    private void deliver(ByteBuf in, int start, int length) {
        if (!streaming && in.getByte(start) == '>' && !isReply(in, start)) {
            lane.pushed(in, start, length);
            return;
        }
        Handshake greeting = handshake;
        if (greeting != null) {
            if (!greeting.reply(in, start, length)) {
                connection.close("it sent something that is no reply");
            } else if (greeting.isComplete()) {
                handshake = null;
                connection.endHandshake(greeting);
            }
            return;
        }
        // What was remembered before is forgotten before anybody gets the reply.
        writeDone(pending.takeWritten());
        ReplySink sink = pending.sink();
        long ticket = pending.ticket();
        long waited = lastReadAt - pending.receivedAt();
        if (waited >= slowNanos && sink != null) {
            sink.slow(ticket, pending.command(), waited);
        }
        lane.timings()
                .replied(lane.shard().number(), pending.command(), pending.receivedAt(), pending.sentAt(), lastReadAt);
        pending.remove();
        answered = true;
        if (sink == null) {
            return;
        }
        if (streaming) {
            sink.replyPart(ticket, in, start, length, true);
        } else {
            sink.reply(ticket, in, start, length);
        }
    }

    /** Whether a push is the reply to the oldest command, as some commands have no other. */
    private boolean isReply(ByteBuf in, int start) {
        return handshake == null && pending.isSent() && lane.isAnsweredBy(in, start);
    }

    private void deliverPart(ByteBuf in, int start, int length) {
        writeDone(pending.takeWritten());
        ReplySink sink = pending.sink();
        if (sink != null && length > 0) {
            sink.replyPart(pending.ticket(), in, start, length, false);
        }
    }
}

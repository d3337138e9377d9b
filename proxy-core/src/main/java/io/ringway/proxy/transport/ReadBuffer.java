// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where one socket's bytes are read to, so that a message in progress always lies in one piece: as a rule the loop's shared
 * buffer, behind the few bytes left over from the last read; for a large message a buffer of its own that grows with what
 * has arrived. An idle socket holds no memory. Confined to the event loop.
 */
@SuppressWarnings("ReferenceEquality") // buffers are the same one or they are not; their bytes do not matter
public final class ReadBuffer implements RecvByteBufAllocator {
    /** Left-overs up to this size are copied to the front of the shared buffer. */
    private static final int SMALL_BYTES = 8 << 10;
    /** Room made at once for a message that announced its length; beyond, room grows with what has arrived. */
    private static final int EAGER_BYTES = 1 << 20;
    /** Room for what follows a large message, so that reading it does not end exactly at its end. */
    private static final int SLACK_BYTES = 4 << 10;

    /** Where sockets cannot share a buffer, the least that one is given: many are read from at once. */
    private static final int LEAST_READ_BYTES = 1 << 10;

    private static final int MAX_READS_IN_A_ROW = 16;

    private final Loop loop;
    /** Bytes of a message in progress; null between messages. */
    private @Nullable ByteBuf carry;
    /** The least size of the message in progress, or 0 where unknown. */
    private int announcedBytes;
    /** Size of the last large message, or 0 when the last one was small: the next is likely to be as large. */
    private int expectedBytes;
    /** How much the next read is likely to bring, by what the last ones brought. */
    private int likelyBytes = LEAST_READ_BYTES;

    public ReadBuffer(Loop loop) {
        this.loop = loop;
    }

    /** The buffer to look at: what was kept, then what has just been read. Valid until {@link #keep}. */
    public ByteBuf received(ByteBuf read) {
        ByteBuf kept = carry;
        if (kept != null && kept != read) {
            kept.release();
            carry = null;
        }
        return read;
    }

    /** What was kept of earlier reads, to look at it again without a read; null if nothing was. Takes the place of a read. */
    public @Nullable ByteBuf kept() {
        ByteBuf kept = carry;
        return kept == null ? null : kept.retain();
    }

    /**
     * Ends the look at a buffer: keeps its unread bytes, the beginning of a message, and gives the rest back.
     *
     * @param messageBytes the least size of that message if known, else 0
     */
    public void keep(ByteBuf buffer, int messageBytes) {
        int left = buffer.readableBytes();
        if (left == 0) {
            drop();
            buffer.release();
            return;
        }
        announcedBytes = messageBytes;
        boolean large = messageBytes > SMALL_BYTES;
        if (large) {
            expectedBytes = messageBytes;
        }
        if (buffer.readerIndex() == 0 && buffer == carry) {
            buffer.release();
            return;
        }
        if (buffer.readerIndex() == 0 && large && isRoomy(buffer) && !loop.isShared(buffer)) {
            drop();
            carry = buffer;
            return;
        }
        ByteBuf next = loop.allocator().directBuffer(left + (large ? roomFor(left) : 0));
        next.writeBytes(buffer, buffer.readerIndex(), left);
        drop();
        carry = next;
        buffer.release();
    }

    /** Tells that a message has been taken out of the buffer, to size the next read. */
    public void took(int messageBytes) {
        if (messageBytes <= SMALL_BYTES) {
            expectedBytes = 0;
        }
    }

    /** Bytes kept at the moment. */
    public int unreadBytes() {
        ByteBuf kept = carry;
        return kept == null ? 0 : kept.readableBytes();
    }

    /** What keeping them takes. */
    public int keptBytes() {
        ByteBuf kept = carry;
        return kept == null ? 0 : kept.capacity();
    }

    /** Forgets what was kept. */
    public void drop() {
        ByteBuf kept = carry;
        if (kept != null) {
            carry = null;
            kept.release();
        }
    }

    @Override
    @SuppressWarnings("deprecation") // there is no other way to hand in a handle
    public Handle newHandle() {
        return new ReadHandle();
    }

    /**
     * How much more to make room for: what the message is known to lack, as far as what has arrived makes that credible; and
     * never so little that growing step by step would copy a large message again and again.
     */
    private int roomFor(int left) {
        int missing = Math.max(0, announcedBytes - left) + SLACK_BYTES;
        return Math.max(left / 2, Math.min(missing, Math.max(left, EAGER_BYTES)));
    }

    private static boolean isRoomy(ByteBuf buffer) {
        return buffer.capacity() > SMALL_BYTES * 2;
    }

    private ByteBuf allocate() {
        ByteBuf kept = carry;
        if (kept == null) {
            return expectedBytes == 0
                    ? loop.readBuffer(likelyBytes)
                    : loop.allocator().directBuffer(Math.min(expectedBytes, EAGER_BYTES) + SLACK_BYTES);
        }
        if (kept.readerIndex() == 0 && (kept.readableBytes() > SMALL_BYTES || isRoomy(kept))) {
            if (kept.writableBytes() == 0) {
                kept.ensureWritable(roomFor(kept.readableBytes()));
            }
            return kept.retain();
        }
        ByteBuf buffer = loop.readBuffer(kept.readableBytes() + likelyBytes);
        return buffer.writeBytes(kept, kept.readerIndex(), kept.readableBytes());
    }

    private final class ReadHandle implements RecvByteBufAllocator.ExtendedHandle {
        private @Nullable ChannelConfig config;
        private int reads;
        private int attempted;
        private int last;

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            return ReadBuffer.this.allocate();
        }

        @Override
        public int guess() {
            return SMALL_BYTES;
        }

        @Override
        public void reset(ChannelConfig channelConfig) {
            config = channelConfig;
            reads = 0;
        }

        @Override
        public void incMessagesRead(int count) {
            reads += count;
        }

        @Override
        public void lastBytesRead(int bytes) {
            last = bytes;
            if (bytes == attempted) {
                likelyBytes = Math.min(likelyBytes * 4, Loop.READ_BUFFER_BYTES);
            } else if (bytes < likelyBytes / 4) {
                likelyBytes = Math.max(likelyBytes / 4, LEAST_READ_BYTES);
            }
        }

        @Override
        public int lastBytesRead() {
            return last;
        }

        @Override
        public void attemptedBytesRead(int bytes) {
            attempted = bytes;
        }

        @Override
        public int attemptedBytesRead() {
            return attempted;
        }

        @Override
        public boolean continueReading() {
            // A read that did not fill its buffer has emptied the socket: another would cost a system call for nothing.
            return last > 0 && last == attempted && reads < MAX_READS_IN_A_ROW && config != null && config.isAutoRead();
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
            return continueReading();
        }

        @Override
        public void readComplete() {}
    }
}

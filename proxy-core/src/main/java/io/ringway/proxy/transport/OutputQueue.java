// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Collects what goes out on one socket during an event loop iteration: small pieces are copied together, large ones are
 * passed on without a copy, and all leaves with one flush at the iteration's end. Confined to the event loop.
 */
public final class OutputQueue {
    /** From this size on, keeping the whole read buffer alive costs less than the copy. */
    public static final int SLICE_BYTES = 16 << 10;

    private final Loop loop;
    private final Channel channel;
    private final boolean backend;
    private @Nullable ByteBuf current;
    private boolean scheduled;

    /** @param backend whether the socket is a backend's, which is flushed before the clients' */
    public OutputQueue(Loop loop, Channel channel, boolean backend) {
        this.loop = loop;
        this.channel = channel;
        this.backend = backend;
    }

    /** Appends {@code length} bytes of {@code source} from {@code index} on; borrows the source. */
    public void append(ByteBuf source, int index, int length) {
        if (length >= SLICE_BYTES) {
            appendSlice(source.retainedSlice(index, length));
            return;
        }
        ByteBuf buffer = current;
        if (buffer == null || buffer.writableBytes() < length) {
            buffer = next(length);
        }
        buffer.writeBytes(source, index, length);
        loop.appended();
    }

    /** Appends {@code length} bytes of {@code source} from {@code index} on; nobody may change them. */
    public void append(byte[] source, int index, int length) {
        if (length >= SLICE_BYTES) {
            appendSlice(Unpooled.wrappedBuffer(source, index, length));
            return;
        }
        ByteBuf buffer = current;
        if (buffer == null || buffer.writableBytes() < length) {
            buffer = next(length);
        }
        buffer.writeBytes(source, index, length);
        loop.appended();
    }

    /**
     * Appends a large buffer, whose reference it takes over, and lets it go at once: while it is still in the processor's
     * cache, and so that the loop's read buffer it may be a part of is free for the next read.
     */
    public void appendSlice(ByteBuf slice) {
        pass();
        channel.writeAndFlush(slice, channel.voidPromise());
    }

    /** Bytes appended but not yet taken by the operating system. */
    public long pendingBytes() {
        long passed = untakenBytes();
        return current == null ? passed : passed + current.readableBytes();
    }

    /** Those of them that do not just wait for the end of the loop's iteration. */
    public long untakenBytes() {
        ChannelOutboundBuffer outbound = channel.unsafe().outboundBuffer();
        return outbound == null ? 0 : outbound.totalPendingWriteBytes();
    }

    /** Runs something once the operating system has taken all that has been appended so far, or the channel is closed. */
    public void whenTaken(Runnable taken) {
        pass();
        channel.write(Unpooled.EMPTY_BUFFER).addListener(done -> loop.resumeLater(taken));
        schedule();
    }

    /** Hands everything to the operating system. */
    public void flush() {
        scheduled = false;
        ByteBuf buffer = current;
        current = null;
        if (buffer == null) {
            channel.flush();
            return;
        }
        channel.write(buffer.retain(), channel.voidPromise());
        channel.flush();
        giveBack(buffer);
    }

    /** Drops what has not been flushed. */
    public void discard() {
        ByteBuf buffer = current;
        if (buffer != null) {
            current = null;
            giveBack(buffer);
        }
    }

    private ByteBuf next(int length) {
        ByteBuf full = current;
        SpareBuffers small = loop.smallBuffers();
        ByteBuf next;
        if (full == null) {
            next = (backend || length > small.bytes() ? loop.largeBuffers() : small).take();
        } else {
            next = loop.largeBuffers().take();
            if (full.capacity() == small.bytes()) {
                next.writeBytes(full, full.readerIndex(), full.readableBytes());
                small.giveBack(full);
            } else {
                pass();
            }
            if (next.writableBytes() < length) {
                current = next;
                pass();
                next = loop.largeBuffers().take();
            }
        }
        current = next;
        schedule();
        return next;
    }

    private void giveBack(ByteBuf buffer) {
        SpareBuffers small = loop.smallBuffers();
        (buffer.capacity() == small.bytes() ? small : loop.largeBuffers()).giveBack(buffer);
    }

    /** Gives what has been collected to the channel, unflushed. */
    private void pass() {
        ByteBuf buffer = current;
        if (buffer != null) {
            current = null;
            channel.write(buffer, channel.voidPromise());
        }
    }

    private void schedule() {
        if (!scheduled) {
            scheduled = true;
            loop.flushLater(this, backend);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Output buffers of one size, kept for the next use: cheaper than going to the allocator each time. Confined to the event loop. */
final class SpareBuffers {
    private final ByteBufAllocator allocator;
    private final int bytes;
    /** Empty buffers; each leaves when taken. */
    private final ByteBuf[] spares;

    private int count;
    private boolean closed;

    SpareBuffers(ByteBufAllocator allocator, int bytes, int most) {
        this.allocator = allocator;
        this.bytes = bytes;
        this.spares = new ByteBuf[most];
    }

    /** Capacity of each buffer. */
    int bytes() {
        return bytes;
    }

    /** An empty buffer, owned by the caller. */
    ByteBuf take() {
        return count > 0 ? spares[--count] : allocator.directBuffer(bytes, bytes);
    }

    /** Takes the caller's reference; the buffer is kept if nobody else has one. */
    void giveBack(ByteBuf buffer) {
        if (count < spares.length && buffer.refCnt() == 1 && !closed) {
            spares[count++] = buffer.clear();
        } else {
            buffer.release();
        }
    }

    /** Gives all to the allocator, and keeps none from now on. */
    void close() {
        closed = true;
        while (count > 0) {
            spares[--count].release();
        }
    }
}

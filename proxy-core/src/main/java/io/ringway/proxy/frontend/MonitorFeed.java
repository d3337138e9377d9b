// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One client that monitors: takes lines from all event loops and passes them on at its own. It takes no more than it can pass
 * on; what is left out is counted, and said between the lines as soon as there is room. Safe for use by any thread, where
 * nothing else is said.
 */
final class MonitorFeed {
    /** Lines on their way from the loops, and as much again that the client has not read. */
    private static final long MAX_BYTES = 1 << 20;

    private final ClientConnection client;
    private final AtomicLong underWay = new AtomicLong();
    private final AtomicLong leftOut = new AtomicLong();
    /** Whether the client has been told that it monitors now. Confined to its event loop. */
    private boolean open;

    MonitorFeed(ClientConnection client) {
        this.client = client;
    }

    boolean hasRoom() {
        return underWay.get() < MAX_BYTES;
    }

    /** There was no room for so many commands. */
    void leaveOut(int commands) {
        leftOut.addAndGet(commands);
    }

    /** Passes lines on; the array is not copied, so hand over one that nobody changes. */
    void take(byte[] lines, int commands) {
        underWay.addAndGet(lines.length);
        client.loop().execute(() -> deliver(lines, commands));
    }

    /** Called on the client's event loop. */
    void open() {
        open = true;
    }

    /** Called on the client's event loop. */
    void close() {
        open = false;
        for (ClientLoop loop : client.loop().everywhere()) {
            loop.execute(() -> loop.monitors().remove(this));
        }
    }

    private void deliver(byte[] lines, int commands) {
        underWay.addAndGet(-lines.length);
        if (!open || client.session().modes().silent()) {
            return;
        }
        if (client.unread() > MAX_BYTES) {
            leaveOut(commands);
            return;
        }
        long missing = leftOut.getAndSet(0);
        if (missing > 0) {
            ByteBuf said = Unpooled.buffer();
            MonitorLine.appendLeftOut(said, Instant.now(), missing);
            client.replies().push(said, 0, said.readableBytes());
        }
        client.replies().push(Unpooled.wrappedBuffer(lines), 0, lines.length);
    }
}

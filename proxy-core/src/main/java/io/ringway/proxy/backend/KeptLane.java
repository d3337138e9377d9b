// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.netty.buffer.ByteBuf;
import io.ringway.resp.CommandEncoder;
import io.ringway.resp.Protocol;
import java.util.concurrent.TimeUnit;

/**
 * A lane for what the proxy itself has to say to a shard. When its connection is lost it is opened again at once, for as long as
 * it is needed, and not only when there is something to send. Confined to the event loop.
 */
abstract class KeptLane extends Lane {
    /** A connection that lived shorter is not replaced at once. */
    private static final long SHORT_LIFE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Since when commands leave as they come, or 0. */
    private long readyAt;

    KeptLane(Backend backend, int shard, Protocol protocol) {
        super(backend, shard, protocol, 0);
    }

    /** Whether a connection that is lost has to be replaced. */
    abstract boolean isNeeded();

    /** Whether commands leave as they come. */
    final boolean isReady() {
        return readyAt != 0;
    }

    /** Sends a command. */
    final void say(ReplySink sink, long ticket, int command, byte[]... arguments) {
        // An idle loop's clock stands still, and a command is overdue by when it was sent.
        loop().readClock();
        ByteBuf encoded = loop().allocator().buffer();
        try {
            CommandEncoder.encode(encoded, arguments);
            send(encoded, encoded.readerIndex(), encoded.readableBytes(), sink, ticket, command);
        } finally {
            encoded.release();
        }
    }

    @Override
    void ready(Handshake handshake) {
        super.ready(handshake);
        readyAt = System.nanoTime();
    }

    @Override
    void lost(LaneConnection gone, boolean wasReady, boolean wasUseful, String reason) {
        boolean lived = isReady() && System.nanoTime() - readyAt > SHORT_LIFE_NANOS;
        readyAt = 0;
        super.lost(gone, wasReady, wasUseful, reason);
        if (wasReady && isNeeded()) {
            long pause = lived ? 0 : settings().minBackoff().toNanos();
            loop().eventLoop().schedule(this::reopen, pause, TimeUnit.NANOSECONDS);
        }
    }

    private void reopen() {
        if (isNeeded()) {
            prepare();
        }
    }
}

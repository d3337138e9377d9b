// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.transport.Loop;
import io.ringway.proxy.transport.OutputQueue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bytes of commands that came before their connection was ready. Confined to the event loop. */
final class WaitingCommands {
    private final Loop loop;
    /** In order; all leave when the connection is ready or given up. */
    private final List<ByteBuf> buffers = new ArrayList<>();
    /** The last of {@link #buffers} where small commands may still be copied to it. */
    private @Nullable ByteBuf open;

    private long bytes;

    WaitingCommands(Loop loop) {
        this.loop = loop;
    }

    long bytes() {
        return bytes;
    }

    void append(ByteBuf source, int index, int length) {
        bytes += length;
        if (length >= OutputQueue.SLICE_BYTES) {
            open = null;
            buffers.add(source.retainedSlice(index, length));
            return;
        }
        ByteBuf last = open;
        if (last == null) {
            last = loop.allocator().directBuffer(length);
            open = last;
            buffers.add(last);
        }
        last.writeBytes(source, index, length);
    }

    void moveTo(OutputQueue out) {
        buffers.forEach(out::appendSlice);
        buffers.clear();
        open = null;
        bytes = 0;
    }

    void discard() {
        buffers.forEach(ByteBuf::release);
        buffers.clear();
        open = null;
        bytes = 0;
    }
}

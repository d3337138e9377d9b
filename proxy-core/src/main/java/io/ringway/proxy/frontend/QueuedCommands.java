// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.ringway.proxy.backend.Lane;
import io.ringway.proxy.backend.ReplySink;
import io.ringway.proxy.command.CommandSpec;
import io.ringway.resp.CommandFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The commands of one client between MULTI and EXEC: copies of their frames, in order, and which of them the proxy carries out
 * itself. Confined to the client's event loop.
 */
final class QueuedCommands {
    private static final ByteBuf MULTI = constant("*1\r\n$5\r\nMULTI\r\n");
    private static final ByteBuf EXEC = constant("*1\r\n$4\r\nEXEC\r\n");

    private final ByteBuf frames;
    /** Commands for the shard, by the end of their frames in {@link #frames}. */
    private final List<Sent> sent = new ArrayList<>();

    private final List<Local> locals = new ArrayList<>();
    private int count;

    QueuedCommands(ByteBufAllocator allocator) {
        frames = allocator.buffer();
    }

    /** @param local whether the proxy carries it out itself */
    void add(CommandSpec command, CommandFrame frame, boolean local) {
        if (local) {
            byte[][] arguments = new byte[frame.argCount()][];
            for (int i = 0; i < arguments.length; i++) {
                arguments[i] = frame.arg(i);
            }
            locals.add(new Local(count, command, CommandFrame.of(arguments)));
        } else {
            frames.writeBytes(frame.buffer(), frame.start(), frame.length());
            sent.add(new Sent(command.id(), frames.writerIndex()));
        }
        count++;
    }

    boolean isEmpty() {
        return count == 0;
    }

    long bytes() {
        return frames.capacity();
    }

    /** Commands that the proxy carries out itself, in order. */
    List<Local> locals() {
        return locals;
    }

    /** Whether there is anything to be sent. */
    boolean needShard() {
        return !sent.isEmpty();
    }

    /** The ticket of EXEC's reply. */
    int execTicket() {
        return sent.size() + 1;
    }

    /** Sends all as one batch; replies come with tickets from 0 on, EXEC's last. */
    void send(Lane lane, ReplySink sink, CommandSpec exec) {
        int ticket = 0;
        lane.send(MULTI, 0, MULTI.readableBytes(), sink, ticket++, exec.id());
        int start = 0;
        for (Sent each : sent) {
            lane.send(frames, start, each.end() - start, sink, ticket++, each.command());
            start = each.end();
        }
        lane.send(EXEC, 0, EXEC.readableBytes(), sink, ticket, exec.id());
    }

    void release() {
        frames.release();
    }

    private static ByteBuf constant(String text) {
        return Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.US_ASCII)));
    }

    /** A command for the shard. */
    private record Sent(int command, int end) {}

    /**
     * A command for the proxy itself.
     *
     * @param position its place among all queued commands, from 0
     */
    record Local(int position, CommandSpec command, CommandFrame frame) {}
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.SingleThreadEventLoop;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the connections of one event loop share: the clock of the current batch, the read buffer, spare output buffers and
 * the end of the iteration, at which every touched socket is flushed once, backends before clients. Confined to the event
 * loop.
 */
public final class Loop {
    private static final Logger log = LoggerFactory.getLogger(Loop.class);
    static final int READ_BUFFER_BYTES = 64 << 10;
    /** Where a reply or two go: a thousand clients served in one iteration touch a megabyte, not sixteen. */
    private static final int SMALL_OUTPUT_BYTES = 1 << 10;

    private static final int LARGE_OUTPUT_BYTES = 16 << 10;
    /** Spare output buffers of each size kept; what is beyond goes back to the allocator. */
    private static final int MAX_SPARES_BYTES = 1 << 20;

    private final SingleThreadEventLoop eventLoop;
    private final ByteBufAllocator allocator;
    private final boolean readsAtOnce;
    private final Runnable endOfIteration = this::endIteration;

    /** Paused clients that may go on; each leaves when its turn has come. */
    private List<Runnable> resuming = new ArrayList<>();

    private List<Runnable> resumed = new ArrayList<>();
    /** Queues with unflushed bytes; all leave at the end of the iteration. */
    private final List<OutputQueue> backends = new ArrayList<>();

    private final List<OutputQueue> clients = new ArrayList<>();
    /** Work for after the flushes; all leaves at the end of the iteration. */
    private final List<Runnable> afterFlush = new ArrayList<>();

    private final SpareBuffers smallBuffers;
    private final SpareBuffers largeBuffers;
    private final Courtesy courtesy = new Courtesy();
    private ByteBuf readBuffer;
    private boolean scheduled;
    private boolean closed;
    private long now = System.nanoTime();

    /** @param readsAtOnce whether a socket's buffer is filled before the next socket is looked at, so that all can share one */
    public Loop(SingleThreadEventLoop eventLoop, ByteBufAllocator allocator, boolean readsAtOnce) {
        this.eventLoop = eventLoop;
        this.allocator = allocator;
        this.readsAtOnce = readsAtOnce;
        this.smallBuffers = new SpareBuffers(allocator, SMALL_OUTPUT_BYTES, MAX_SPARES_BYTES / SMALL_OUTPUT_BYTES);
        this.largeBuffers = new SpareBuffers(allocator, LARGE_OUTPUT_BYTES, MAX_SPARES_BYTES / LARGE_OUTPUT_BYTES);
        this.readBuffer = allocator.directBuffer(READ_BUFFER_BYTES, READ_BUFFER_BYTES);
    }

    public SingleThreadEventLoop eventLoop() {
        return eventLoop;
    }

    public ByteBufAllocator allocator() {
        return allocator;
    }

    /** The time of the current batch in nanoseconds, as {@link System#nanoTime} counts. */
    public long now() {
        return now;
    }

    /** Reads the clock: once for each batch of bytes, never for each command. */
    public long readClock() {
        now = System.nanoTime();
        return now;
    }

    /** Runs something once at the end of this iteration, before the flushes. */
    public void resumeLater(Runnable resume) {
        resuming.add(resume);
        schedule();
    }

    /** Runs something once at the end of this iteration, after the flushes. */
    public void runAfterFlush(Runnable work) {
        afterFlush.add(work);
        schedule();
    }

    void flushLater(OutputQueue queue, boolean backend) {
        (backend ? backends : clients).add(queue);
        schedule();
    }

    /**
     * An empty buffer to read into, with a reference for the caller; shared by all sockets unless somebody kept a part, or
     * sockets cannot share one.
     *
     * @param likelyBytes room for a buffer that is not shared
     */
    ByteBuf readBuffer(int likelyBytes) {
        if (!readsAtOnce || closed) {
            return allocator.directBuffer(likelyBytes);
        }
        if (readBuffer.refCnt() != 1) {
            // In this order: where there is no memory for another, this one is still ours.
            ByteBuf next = allocator.directBuffer(READ_BUFFER_BYTES, READ_BUFFER_BYTES);
            readBuffer.release();
            readBuffer = next;
        }
        return readBuffer.clear().retain();
    }

    /** Whether this is the buffer that others read into too. */
    @SuppressWarnings("ReferenceEquality") // buffers are the same one or they are not
    boolean isShared(ByteBuf buffer) {
        return buffer == readBuffer;
    }

    /** A command or a reply was appended to a queue. */
    void appended() {
        courtesy.worked();
    }

    SpareBuffers smallBuffers() {
        return smallBuffers;
    }

    SpareBuffers largeBuffers() {
        return largeBuffers;
    }

    /** Gives the spare buffers back to the allocator; what still comes in or goes out is then on its own. */
    public void close() {
        closed = true;
        readBuffer.release();
        smallBuffers.close();
        largeBuffers.close();
    }

    private void schedule() {
        if (!scheduled) {
            scheduled = true;
            eventLoop.executeAfterEventLoopIteration(endOfIteration);
        }
    }

    private void endIteration() {
        List<Runnable> turns = resuming;
        resuming = resumed;
        resumed = turns;
        for (Runnable turn : turns) {
            runSafely(turn);
        }
        turns.clear();
        flush(backends);
        flush(clients);
        courtesy.endIteration();
        // Whatever the flushes brought about, such as a closed socket's last words, waits for the next iteration.
        scheduled = false;
        if (!afterFlush.isEmpty()) {
            readClock();
            for (int i = 0; i < afterFlush.size(); i++) {
                runSafely(afterFlush.get(i));
            }
            afterFlush.clear();
        }
        if (!resuming.isEmpty() || !backends.isEmpty() || !clients.isEmpty()) {
            schedule();
        }
    }

    /** What one connection throws must not keep the others from being flushed, now and forever. */
    private static void runSafely(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            log.error("unexpected failure at the end of an iteration", e);
        }
    }

    /** Bytes that a flush brings about elsewhere are flushed too. */
    private static void flush(List<OutputQueue> queues) {
        for (int i = 0; i < queues.size(); i++) {
            queues.get(i).flush();
        }
        queues.clear();
    }
}

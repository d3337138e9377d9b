// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadEventLoop;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A loop on an event loop of its own, with an allocator that knows to the byte what is in use. Safe for use by any thread.
 */
public final class LoopFixture implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final MultiThreadIoEventLoopGroup group;
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    private final Transport transport;
    private final Loop loop;

    public LoopFixture() {
        this(Transport.best());
    }

    public LoopFixture(Transport transport) {
        this.transport = transport;
        group = new MultiThreadIoEventLoopGroup(1, transport.ioHandlers());
        loop = new Loop((SingleThreadEventLoop) group.iterator().next(), allocator, transport.readsAtOnce());
    }

    /** Something to do on the loop. */
    @FunctionalInterface
    public interface Work {
        void run() throws Exception;
    }

    public Loop loop() {
        return loop;
    }

    public Transport transport() {
        return transport;
    }

    public MultiThreadIoEventLoopGroup group() {
        return group;
    }

    public UnpooledByteBufAllocator allocator() {
        return allocator;
    }

    /** Does something in one iteration of the loop, and returns when that iteration has ended. */
    public void run(Work work) {
        call(() -> {
            work.run();
            return true;
        });
    }

    /** As {@link #run}, with a result. */
    public <T> T call(Callable<T> work) {
        CountDownLatch ended = new CountDownLatch(1);
        try {
            T result = loop.eventLoop()
                    .submit(() -> {
                        try {
                            return work.call();
                        } finally {
                            loop.eventLoop().executeAfterEventLoopIteration(ended::countDown);
                        }
                    })
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("the iteration does not end");
            }
            return result;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new AssertionError("failed on the loop", e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("the loop does not answer", e);
        }
    }

    /** Bytes of buffers in use, the loop's own read buffer and spares among them. */
    public long usedBytes() {
        return allocator.metric().usedDirectMemory() + allocator.metric().usedHeapMemory();
    }

    /** Ends the loop, and fails if a buffer is still in use then. */
    @Override
    public void close() {
        group.shutdownGracefully(0, PATIENCE.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly();
        loop.close();
        assertThat(usedBytes()).as("bytes of buffers in use").isZero();
    }
}

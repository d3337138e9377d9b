// SPDX-License-Identifier: Apache-2.0
package io.ringway.resp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The hot path leaves no garbage, and what is declared but not sent costs nothing. */
class AllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int TIMES = 1_000_000;
    /** Far below one byte each time: what the measurement itself and the compiler's own threads may add. */
    private static final long BOUND_BYTES = 100_000;

    @Test
    void parsingACommandAllocatesNothing() {
        ByteBuf in = Unpooled.buffer();
        CommandEncoder.encode(in, "SET", "some:key", "a value of some length");
        int end = in.writerIndex();
        CommandParser parser = new CommandParser();
        CommandFrame frame = new CommandFrame();
        assertThat(allocatedBy(() -> {
                    in.setIndex(0, end);
                    parser.parse(in, frame, ProtocolLimits.DEFAULT);
                    frame.argIs(0, "set");
                }))
                .isLessThan(BOUND_BYTES);
    }

    @Test
    void parsingATornCommandAllocatesNothing() {
        ByteBuf in = Unpooled.buffer();
        CommandEncoder.encode(in, "SET", "some:key", "a value of some length");
        int end = in.writerIndex();
        CommandParser parser = new CommandParser();
        CommandFrame frame = new CommandFrame();
        assertThat(allocatedBy(() -> {
                    in.setIndex(0, end - 30);
                    parser.parse(in, frame, ProtocolLimits.DEFAULT);
                    in.setIndex(0, end);
                    parser.parse(in, frame, ProtocolLimits.DEFAULT);
                }))
                .isLessThan(BOUND_BYTES);
    }

    @Test
    void scanningRepliesAllocatesNothing() {
        ByteBuf in = Unpooled.buffer();
        long seed = System.nanoTime();
        Replies replies = new Replies(new Random(seed));
        for (int i = 0; i < 20; i++) {
            in.writeBytes(replies.encoded(Protocol.RESP3));
        }
        ReplyScanner scanner = new ReplyScanner();
        int[] position = {0};
        assertThat(allocatedBy(() -> {
                    position[0] = scanner.scan(in, position[0] == in.writerIndex() ? 0 : position[0], in.writerIndex());
                }))
                .as("seed %d", seed)
                .isLessThan(BOUND_BYTES);
    }

    @Test
    void whatIsDeclaredAndNotSentAllocatesNothing() {
        ByteBuf command = Bytes.buffer("*1048576\r\n$536870912\r\n");
        ByteBuf reply = Bytes.buffer("*999999999\r\n%999999999\r\n$999999999\r\n");
        CommandParser parser = new CommandParser();
        CommandFrame frame = new CommandFrame();
        ReplyScanner scanner = new ReplyScanner();
        assertThat(allocatedBy(() -> {
                    parser.parse(command, frame, ProtocolLimits.DEFAULT);
                    parser.reset();
                    scanner.scan(reply, 0, reply.writerIndex());
                    scanner.reset();
                }))
                .isLessThan(BOUND_BYTES);
    }

    /** Bytes allocated by a million runs, once the code is compiled; the least of some attempts. */
    private static long allocatedBy(Runnable work) {
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 4 && least > BOUND_BYTES / 2; attempt++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < TIMES; i++) {
                work.run();
            }
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }
}

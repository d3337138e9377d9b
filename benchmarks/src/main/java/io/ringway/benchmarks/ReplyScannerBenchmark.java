// SPDX-License-Identifier: Apache-2.0
package io.ringway.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.ringway.resp.ReplyScanner;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Finding the ends of 16 replies that came with one read; time for each reply. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ReplyScannerBenchmark {
    private static final int REPLIES = 16;

    @Param({"ok", "bulk64", "bulk4k", "array10"})
    private String shape;

    private final ReplyScanner scanner = new ReplyScanner();
    private ByteBuf bytes;

    @Setup
    public void encode() {
        String reply = switch (shape) {
            case "ok" -> "+OK\r\n";
            case "bulk64" -> bulk(64);
            case "bulk4k" -> bulk(4096);
            default -> "*10\r\n" + bulk(64).repeat(10);
        };
        bytes = PooledByteBufAllocator.DEFAULT.directBuffer();
        bytes.writeBytes(reply.repeat(REPLIES).getBytes(StandardCharsets.US_ASCII));
    }

    private static String bulk(int length) {
        return "$" + length + "\r\n" + "v".repeat(length) + "\r\n";
    }

    @Benchmark
    @OperationsPerInvocation(REPLIES)
    public int scan() {
        int end = bytes.writerIndex();
        int replies = 0;
        for (int position = 0; position < end; replies++) {
            position = scanner.scan(bytes, position, end);
        }
        return replies;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.ringway.resp.CommandEncoder;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.CommandParser;
import io.ringway.resp.ProtocolLimits;
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

/** Finding commands in a read of 16 pipelined ones; time for each command. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CommandParserBenchmark {
    private static final int COMMANDS = 16;
    private static final String VALUE = "v".repeat(64);

    @Param({"get", "set", "mget10", "inline"})
    private String shape;

    private final CommandParser parser = new CommandParser();
    private final CommandFrame frame = new CommandFrame();
    private ByteBuf bytes;

    @Setup
    public void encode() {
        bytes = PooledByteBufAllocator.DEFAULT.directBuffer();
        for (int i = 0; i < COMMANDS; i++) {
            switch (shape) {
                case "get" -> CommandEncoder.encode(bytes, "GET", Keys.name(i));
                case "set" -> CommandEncoder.encode(bytes, "SET", Keys.name(i), VALUE);
                case "mget10" -> CommandEncoder.encode(bytes, Keys.mget(10));
                default -> bytes.writeBytes(("GET " + Keys.name(i) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(COMMANDS)
    public int parse() {
        bytes.readerIndex(0);
        int arguments = 0;
        while (parser.parse(bytes, frame, ProtocolLimits.DEFAULT) == CommandParser.Result.COMMAND) {
            arguments += frame.argCount();
        }
        return arguments;
    }
}

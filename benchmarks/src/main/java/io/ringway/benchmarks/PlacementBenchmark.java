// SPDX-License-Identifier: Apache-2.0
package io.ringway.benchmarks;

import io.ringway.sharding.Placement;
import io.ringway.sharding.PlacementSpec;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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

/** From a key of 16 bytes to its shard. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PlacementBenchmark {
    private static final int KEYS = 1024;

    @Param({"rendezvous", "ketama", "jump", "modula"})
    private String algorithm;

    @Param({"4", "64"})
    private int shards;

    private final byte[][] keys = IntStream.range(0, KEYS)
            .mapToObj(i -> Keys.name(i).getBytes(StandardCharsets.US_ASCII))
            .toArray(byte[][]::new);
    private Placement placement;

    @Setup
    public void prepare() {
        placement =
                PlacementSpec.parse(algorithm, null, null, Keys.shards(shards)).placement();
    }

    @Benchmark
    @OperationsPerInvocation(KEYS)
    public int place() {
        int sum = 0;
        for (byte[] key : keys) {
            sum += placement.shardOf(key, key.length);
        }
        return sum;
    }
}

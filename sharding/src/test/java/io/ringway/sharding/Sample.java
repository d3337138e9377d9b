// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.TestReporter;

/** A large number of distinct keys of one run; its seed is published, and {@code -Dringway.seed} repeats it. */
final class Sample {
    /**
     * How many standard deviations a count may be off its expectation. A fair placement misses this less than once in a
     * million runs of all tests. With {@link #COUNTED} keys it allows a shard of 2 to be off by 0.65 % of its share, one
     * of 64 by 5.2 %.
     */
    private static final double BOUND = 6.5;

    /** How many keys are counted for shares; too many to keep in memory. */
    private static final int COUNTED = 1_000_000;

    private static final int COUNT = 200_000;

    private final List<byte[]> keys = new ArrayList<>();
    private final long seed;

    private Sample(long seed) {
        this.seed = seed;
        for (int i = 0; i < COUNT; i++) {
            keys.add(key(i));
        }
    }

    /** Keys that differ in little but a running number, as real ones do. */
    static Sample of(TestReporter reporter) {
        long seed = Long.getLong("ringway.seed", ThreadLocalRandom.current().nextLong(1_000_000_000_000L));
        reporter.publishEntry("ringway.seed", Long.toString(seed));
        return new Sample(seed);
    }

    List<byte[]> keys() {
        return keys;
    }

    String name() {
        return "-Dringway.seed=" + seed;
    }

    /** How many keys each shard has, of a million that begin with {@link #keys()}. */
    int[] countsOf(Placement placement) {
        int[] counts = new int[placement.shards().size()];
        for (int i = 0; i < COUNTED; i++) {
            counts[placement.shardOf(key(i))]++;
        }
        return counts;
    }

    /** That each count is what the weights say, within {@link #BOUND} standard deviations. */
    void assertShares(int[] counts, int... weights) {
        double total = IntStream.of(counts).sum();
        double totalWeight = IntStream.of(weights).sum();
        for (int i = 0; i < counts.length; i++) {
            double share = weights[i] / totalWeight;
            double deviation = Math.sqrt(total * share * (1 - share));
            assertThat((double) counts[i])
                    .as("keys of shard %d, %s", i, name())
                    .isBetween(total * share - BOUND * deviation, total * share + BOUND * deviation);
        }
    }

    /** That every key which is not on the same shard in both placements is, in the second, on the named one. */
    void assertMovesOnlyTo(String name, Placement before, Placement after) {
        for (byte[] key : keys) {
            String from = shardName(before, key);
            String to = shardName(after, key);
            if (!from.equals(to) && !to.equals(name)) {
                throw new AssertionError(new String(key, StandardCharsets.US_ASCII) + " moved from " + from + " to "
                        + to + " instead of " + name + ", " + name());
            }
        }
    }

    /** That both placements put every key on the shard of the same name. */
    void assertSamePlaces(Placement one, Placement other) {
        for (byte[] key : keys) {
            if (!shardName(one, key).equals(shardName(other, key))) {
                throw new AssertionError(new String(key, StandardCharsets.US_ASCII) + " is on " + shardName(one, key)
                        + " and on " + shardName(other, key) + ", " + name());
            }
        }
    }

    private byte[] key(int index) {
        return ("user:" + (seed + index)).getBytes(StandardCharsets.US_ASCII);
    }

    static String shardName(Placement placement, byte[] key) {
        return placement.shards().get(placement.shardOf(key)).name();
    }

    static List<WeightedShard> shards(int... weights) {
        return IntStream.range(0, weights.length)
                .mapToObj(i -> new WeightedShard("shard-" + i, weights[i]))
                .toList();
    }

    static List<WeightedShard> equalShards(int count) {
        return shards(IntStream.generate(() -> 1).limit(count).toArray());
    }
}

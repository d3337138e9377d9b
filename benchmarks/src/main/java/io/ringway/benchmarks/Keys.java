// SPDX-License-Identifier: Apache-2.0
package io.ringway.benchmarks;

import io.ringway.sharding.WeightedShard;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Keys and shards as the end-to-end comparison has them. Stateless. */
final class Keys {
    private Keys() {}

    static String name(int number) {
        return String.format("key:%012d", number);
    }

    static String[] mget(int keys) {
        return Stream.concat(Stream.of("MGET"), IntStream.range(0, keys).mapToObj(Keys::name))
                .toArray(String[]::new);
    }

    static List<WeightedShard> shards(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new WeightedShard("shard" + i))
                .toList();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The order in which twemproxy numbers its servers, whatever the order of its configuration: while it looks for
 * duplicate names it sorts them, shorter names first. Stateless.
 */
final class TwemproxyOrder {
    private static final Comparator<byte[]> SHORTER_FIRST =
            Comparator.<byte[]>comparingInt(name -> name.length).thenComparing(Arrays::compareUnsigned);

    private TwemproxyOrder() {}

    /** The numbers of the shards, in twemproxy's order. */
    static int[] of(List<WeightedShard> shards) {
        Comparator<Integer> byName =
                Comparator.comparing(i -> shards.get(i).name().getBytes(StandardCharsets.UTF_8), SHORTER_FIRST);
        return IntStream.range(0, shards.size())
                .boxed()
                .sorted(byName)
                .mapToInt(Integer::intValue)
                .toArray();
    }
}

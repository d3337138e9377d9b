// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.plan.ProxyView;
import java.util.List;
import java.util.stream.IntStream;

/** What to call the shards that gave the replies to be merged, in their order. Stateless. */
final class ShardNames {
    private ShardNames() {}

    static List<String> of(ProxyView proxy, int count) {
        List<ProxyView.ShardState> shards = proxy.shards();
        return IntStream.range(0, count)
                .mapToObj(i -> i < shards.size() ? shards.get(i).name() : number(i))
                .toList();
    }

    static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(ShardNames::number).toList();
    }

    private static String number(int shard) {
        return "shard " + shard;
    }
}

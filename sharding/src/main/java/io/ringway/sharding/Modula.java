// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

import java.util.List;

/**
 * twemproxy's {@code modula}: the remainder of the hash by the sum of the weights, where each shard owns as many
 * remainders in a row as it weighs, in {@link TwemproxyOrder}. Immutable.
 */
final class Modula implements ShardPicker {
    /** The numbers of the shards, in the order of their remainders. */
    private final int[] order;

    /** For each shard in that order, the first remainder that is no longer its own. */
    private final int[] ends;

    private final int totalWeight;

    Modula(List<WeightedShard> shards) {
        order = TwemproxyOrder.of(shards);
        ends = new int[order.length];
        int sum = 0;
        for (int i = 0; i < ends.length; i++) {
            sum += shards.get(order[i]).weight();
            ends[i] = sum;
        }
        totalWeight = sum;
    }

    @Override
    public int pick(long hash) {
        int remainder = (int) (hash % totalWeight);
        if (totalWeight == ends.length) {
            return order[remainder];
        }
        int low = 0;
        int high = ends.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ends[middle] <= remainder) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return order[low];
    }
}

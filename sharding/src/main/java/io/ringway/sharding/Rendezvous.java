// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Weighted rendezvous hashing: for a key, every shard draws a number {@code u} between 0 and 1 from the hash of the key
 * and the hash of its own name, and the highest {@code weight / -ln(u)} wins.
 *
 * <p>A shard's score depends on nothing but the key, its name and its weight. So an added shard only takes keys, a
 * removed one only gives keys away, and the order of the list does not matter.
 *
 * <p>Among shards of one weight the highest score is the highest draw. So each group of equal weight is decided by
 * comparing integers, and a logarithm is computed only for the winners of the groups: none at all when all weights are
 * equal. For this to be the same rule and not almost the same, the score must never invert the order of two draws: it is
 * computed from 48 bits of the draw, whose steps are far wider than the error of {@link StrictMath#log} (less than one
 * unit in the last place), and equal scores fall back to the draw, the weight and the name. StrictMath, because proxies
 * on different machines must agree to the last bit.
 *
 * <p>Immutable.
 */
final class Rendezvous implements ShardPicker {
    private static final double STEP = 0x1p-48;

    /** Hashes of the shards' names, ordered by weight, then name. */
    private final long[] seeds;

    /** The number of each shard, in the order of {@link #seeds}. */
    private final int[] shards;

    /** Where each group of equal weight ends in {@link #seeds}, and its weight. */
    private final int[] groupEnds;

    private final double[] groupWeights;

    Rendezvous(List<WeightedShard> given) {
        Comparator<Integer> byWeight = Comparator.comparing(i -> given.get(i).weight());
        shards = IntStream.range(0, given.size())
                .boxed()
                .sorted(byWeight.thenComparing(i -> given.get(i).name()))
                .mapToInt(Integer::intValue)
                .toArray();
        List<WeightedShard> sorted = IntStream.of(shards).mapToObj(given::get).toList();
        seeds = sorted.stream().mapToLong(shard -> seed(shard.name())).toArray();
        groupEnds = IntStream.rangeClosed(1, sorted.size())
                .filter(end -> end == sorted.size()
                        || sorted.get(end).weight() != sorted.get(end - 1).weight())
                .toArray();
        groupWeights = IntStream.of(groupEnds)
                .mapToDouble(end -> sorted.get(end - 1).weight())
                .toArray();
    }

    @Override
    public int pick(long hash) {
        int winner = highestDraw(hash, 0, groupEnds[0]);
        if (groupEnds.length > 1) {
            winner = highestScore(hash, winner);
        }
        return shards[winner];
    }

    private int highestScore(long hash, int winnerOfFirst) {
        int winner = winnerOfFirst;
        double highest = groupWeights[0] * longevity(draw(hash, seeds[winner]));
        for (int group = 1; group < groupEnds.length; group++) {
            int candidate = highestDraw(hash, groupEnds[group - 1], groupEnds[group]);
            double score = groupWeights[group] * longevity(draw(hash, seeds[candidate]));
            if (score > highest) {
                highest = score;
                winner = candidate;
            }
        }
        return winner;
    }

    private int highestDraw(long hash, int from, int to) {
        int winner = from;
        long highest = draw(hash, seeds[from]);
        for (int i = from + 1; i < to; i++) {
            long draw = draw(hash, seeds[i]);
            if (draw > highest) {
                highest = draw;
                winner = i;
            }
        }
        return winner;
    }

    /** Signed, so that the lowest draw is {@link Long#MIN_VALUE}. The steps are the finalizer of SplitMix64. */
    private static long draw(long hash, long seed) {
        long mixed = hash ^ seed;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d0_49bb_1331_11ebL;
        return mixed ^ (mixed >>> 31);
    }

    /** {@code 1 / -ln(u)}, where the half step keeps {@code u} off 0 and 1. */
    private static double longevity(long draw) {
        double u = (((draw ^ Long.MIN_VALUE) >>> 16) + 0.5) * STEP;
        return -1 / StrictMath.log(u);
    }

    private static long seed(String name) {
        return Hashing.xxh3_64().hashBytesToLong(name.getBytes(StandardCharsets.UTF_8));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The ring of libketama as twemproxy builds it: 160 points for a shard of average weight, and a key belongs to the first
 * point at or after its hash.
 *
 * <p>Two things are as they are to match twemproxy: the number of points is computed in single precision, and a shard
 * whose weight is below a fortieth of the average gets no points and no keys.
 *
 * <p>Immutable.
 */
final class KetamaRing implements ShardPicker {
    private static final int POINTS_PER_SHARD = 160;
    private static final int POINTS_PER_DIGEST = 4;

    /** twemproxy builds the text of a point in a buffer of this size and reads past it when the text is longer. */
    private static final int MAX_TEXT = 85;

    /** The points, ascending as unsigned numbers, and after them one that no hash is above, for the way around. */
    private final int[] points;

    /** The shard of each of {@link #points}. */
    private final int[] owners;

    /** For each value of a hash's upper bits, where in {@link #points} the search begins: about one step away. */
    private final int[] starts;

    private final int shift;

    KetamaRing(List<WeightedShard> shards) {
        int[] order = TwemproxyOrder.of(shards);
        long[] ring = ring(IntStream.of(order).mapToObj(shards::get).toList());
        points = Arrays.copyOf(
                Arrays.stream(ring).mapToInt(point -> (int) (point >>> 32)).toArray(), ring.length + 1);
        owners = Arrays.copyOf(
                Arrays.stream(ring).mapToInt(point -> order[(int) point]).toArray(), ring.length + 1);
        points[ring.length] = -1;
        owners[ring.length] = owners[0];
        shift = Integer.numberOfLeadingZeros(ring.length);
        starts = starts(points, shift);
    }

    @Override
    public int pick(long hash) {
        int wanted = (int) hash;
        int i = starts[wanted >>> shift];
        while (Integer.compareUnsigned(points[i], wanted) < 0) {
            i++;
        }
        return owners[i];
    }

    /** All points, each with its owner in the lower half, so that of equal points twemproxy's first shard is first. */
    private static long[] ring(List<WeightedShard> shards) {
        int totalWeight = shards.stream().mapToInt(WeightedShard::weight).sum();
        int[] digests = shards.stream()
                .mapToInt(shard -> digests(shard.weight(), totalWeight, shards.size()))
                .toArray();
        long[] ring = new long[IntStream.of(digests).sum() * POINTS_PER_DIGEST];
        int count = 0;
        for (int shard = 0; shard < digests.length; shard++) {
            for (int i = 0; i < digests[shard]; i++) {
                byte[] text = pointText(shards.get(shard).name(), i);
                Md5 md5 = Md5.numbersOf(text, 0, text.length);
                for (int number = 0; number < POINTS_PER_DIGEST; number++) {
                    ring[count++] = md5.number(number) << 32 | shard;
                }
            }
        }
        sortUnsigned(ring);
        return ring;
    }

    private static int digests(int weight, int totalWeight, int shards) {
        float share = (float) weight / (float) totalWeight;
        float digests = share * POINTS_PER_SHARD / POINTS_PER_DIGEST * shards;
        return (int) Math.floor((float) (digests + 0.0000000001));
    }

    private static byte[] pointText(String name, int index) {
        byte[] text = (name + "-" + index).getBytes(StandardCharsets.UTF_8);
        if (text.length > MAX_TEXT) {
            throw new IllegalArgumentException("the name of shard '" + name
                    + "' is too long for placement ketama: twemproxy allows about 80 bytes");
        }
        return text;
    }

    private static void sortUnsigned(long[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] ^= Long.MIN_VALUE;
        }
        Arrays.sort(values);
        for (int i = 0; i < values.length; i++) {
            values[i] ^= Long.MIN_VALUE;
        }
    }

    private static int[] starts(int[] points, int shift) {
        int[] starts = new int[1 << (Integer.SIZE - shift)];
        int point = 0;
        for (int bucket = 0; bucket < starts.length; bucket++) {
            while (Integer.compareUnsigned(points[point], bucket << shift) < 0) {
                point++;
            }
            starts[bucket] = point;
        }
        return starts;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.cache;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The keys that one event loop's clients ask for most: a Space-Saving sketch. One access in {@link #SAMPLE} is looked at; a key
 * that is not among the counted ones takes the place of the one with the least count, and its count as the error it may have.
 * Counts are halved from time to time, so that they tell of late. Confined to its event loop, but for {@link #published}.
 */
public final class HotKeys {
    /** How many accesses each one that is looked at stands for. */
    public static final int SAMPLE = 64;

    private static final int COUNTED = 128;
    /** Longer keys are shown by their beginning. */
    private static final int SHOWN_BYTES = 128;
    /** Looks between two publications, and between two halvings. */
    private static final int PUBLISH = 64;

    private static final int HALVE = 1 << 16;

    private final long[] hashes = new long[COUNTED];
    private final long[] counts = new long[COUNTED];
    private final long[] errors = new long[COUNTED];
    private final byte[][] keys = new byte[COUNTED][];
    private int used;
    private int untilLook = SAMPLE;
    private int looks;
    private volatile List<HotKey> published = List.of();

    /** A client asked for a key. */
    public void accessed(ByteBuf buffer, int index, int length) {
        if (--untilLook == 0) {
            untilLook = SAMPLE;
            look(buffer, index, length);
        }
    }

    /** The hottest keys a while ago, the hottest first. Safe for use by any thread. */
    public List<HotKey> published() {
        return published;
    }

    /** The hottest keys of several loops together, the hottest first. */
    public static List<HotKey> merge(List<HotKeys> loops, int most) {
        Map<String, HotKey> merged = new HashMap<>();
        for (HotKeys loop : loops) {
            for (HotKey each : loop.published()) {
                merged.merge(new String(each.key(), java.nio.charset.StandardCharsets.ISO_8859_1), each, HotKey::plus);
            }
        }
        return merged.values().stream()
                .sorted(Comparator.comparingLong(HotKey::accesses).reversed())
                .limit(most)
                .toList();
    }

    private void look(ByteBuf buffer, int index, int length) {
        long hash = BytesHash.of(buffer, index, length);
        int slot = slotOf(hash);
        if (slot < 0) {
            slot = used < COUNTED ? used++ : leastCounted();
            byte[] key = new byte[Math.min(length, SHOWN_BYTES)];
            buffer.getBytes(index, key);
            keys[slot] = key;
            hashes[slot] = hash;
            errors[slot] = counts[slot];
        }
        counts[slot]++;
        looks++;
        if (looks % PUBLISH == 0) {
            publish();
        }
        if (looks == HALVE) {
            looks = 0;
            halve();
        }
    }

    private int slotOf(long hash) {
        for (int i = 0; i < used; i++) {
            if (hashes[i] == hash) {
                return i;
            }
        }
        return -1;
    }

    private int leastCounted() {
        int least = 0;
        for (int i = 1; i < used; i++) {
            if (counts[i] < counts[least]) {
                least = i;
            }
        }
        return least;
    }

    private void halve() {
        for (int i = 0; i < used; i++) {
            counts[i] >>>= 1;
            errors[i] >>>= 1;
        }
    }

    private void publish() {
        List<HotKey> hottest = new ArrayList<>();
        for (int i = 0; i < used; i++) {
            hottest.add(new HotKey(keys[i], counts[i] * SAMPLE, errors[i] * SAMPLE));
        }
        hottest.sort(Comparator.comparingLong(HotKey::accesses).reversed());
        published = List.copyOf(hottest);
    }

    /**
     * A key, or the beginning of a long one.
     *
     * @param accesses about how many there were of late, never too few but for sampling
     * @param error by how many that may be too many
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record HotKey(byte[] key, long accesses, long error) {
        private HotKey plus(HotKey other) {
            return new HotKey(key, accesses + other.accesses, error + other.error);
        }
    }
}

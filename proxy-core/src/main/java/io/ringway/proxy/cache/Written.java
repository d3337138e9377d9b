// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.cache;

import java.util.Arrays;
import java.util.Collection;

/**
 * What a command may write, as far as the cache minds: nothing, keys of some stripes of {@link Coherence}, or any key of the
 * shard it is sent to. Immutable.
 */
public final class Written {
    public static final Written NOTHING = new Written(false);
    /** Any key of the shard. */
    public static final Written WHOLE_SHARD = new Written(true);

    private final boolean wholeShard;
    private final int[] stripes;

    private Written(boolean wholeShard, int... stripes) {
        this.wholeShard = wholeShard;
        this.stripes = stripes;
    }

    /** Keys of one stripe. */
    public static Written of(int stripe) {
        return new Written(false, stripe);
    }

    /** Keys of these stripes; one that is there twice counts once. */
    public static Written of(int[] stripes) {
        return stripes.length == 0
                ? NOTHING
                : new Written(false, Arrays.stream(stripes).distinct().toArray());
    }

    /** All of these together. */
    public static Written all(Collection<Written> each) {
        return each.contains(WHOLE_SHARD)
                ? WHOLE_SHARD
                : of(each.stream()
                        .flatMapToInt(one -> Arrays.stream(one.stripes))
                        .toArray());
    }

    boolean isWholeShard() {
        return wholeShard;
    }

    /** The caller must not change it. */
    int[] stripes() {
        return stripes;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.cache;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Whether each shard tells of changed keys, and why not; without that nothing of it is remembered. Safe for use by any thread. */
public final class CacheArming {
    private static final String NOT_YET = "not connected yet";

    /** By shard; the empty text where all is well. */
    private final AtomicReferenceArray<String> reasons;
    /** By shard; how many keys it tracks at most, 0 for any number, negative where it does not say. */
    private final AtomicLongArray tables;

    public CacheArming(int shardCount) {
        reasons = new AtomicReferenceArray<>(shardCount);
        tables = new AtomicLongArray(shardCount);
        for (int shard = 0; shard < shardCount; shard++) {
            tables.set(shard, -1);
        }
    }

    /** The shard has agreed to tell. */
    public void armed(int shard) {
        reasons.set(shard, "");
    }

    /** The shard does not tell, or there is no way to hear it. */
    public void disarmed(int shard, String reason) {
        reasons.set(shard, reason);
    }

    /** The shard says how many keys it tracks: beyond that it forgets some, and says so. */
    public void tracksAtMost(int shard, long keys) {
        tables.set(shard, keys);
    }

    /** How many keys the shard tracks at most; 0 for any number, negative where it does not say. */
    public long trackedKeys(int shard) {
        return tables.get(shard);
    }

    public boolean isArmed(int shard) {
        String reason = reasons.get(shard);
        return reason != null && reason.isEmpty();
    }

    /** Why a shard's replies are not remembered; null where they are. */
    public @Nullable String reason(int shard) {
        String reason = reasons.get(shard);
        return reason == null ? NOT_YET : reason.isEmpty() ? null : reason;
    }
}

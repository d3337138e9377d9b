// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** What the lanes of all loops have found out about the shards. Written by event loops, read by any thread. */
public final class ShardStates {
    /** What servers are taken for until one has told its version. */
    private static final String ASSUMED_VERSION = "7.0.0";

    /** Ready connections by shard. */
    private final AtomicIntegerArray ready;
    /** By shard, why the last attempt to connect failed; null once one has succeeded. */
    private final AtomicReferenceArray<@Nullable String> failures;

    private volatile String serverVersion = ASSUMED_VERSION;
    /** Told the number of each shard that a connection has become ready to or was lost to, on that connection's event loop. */
    private volatile IntConsumer onChange = shard -> {};

    public ShardStates(int shards) {
        ready = new AtomicIntegerArray(shards);
        failures = new AtomicReferenceArray<>(shards);
    }

    void connected(Shard shard, @Nullable String version) {
        ready.incrementAndGet(shard.number());
        failures.set(shard.number(), null);
        if (version != null) {
            serverVersion = version;
        }
        onChange.accept(shard.number());
    }

    /** Has {@code listener} told the number of each shard that a connection becomes ready to or is lost to; it must not take long. */
    public void whenChanged(IntConsumer listener) {
        onChange = listener;
    }

    void disconnected(Shard shard) {
        ready.decrementAndGet(shard.number());
        onChange.accept(shard.number());
    }

    void failed(Shard shard, String reason) {
        failures.set(shard.number(), reason);
    }

    /** Whether some loop has a ready connection to a shard. */
    public boolean isReady(int shard) {
        return ready.get(shard) > 0;
    }

    /** Why a shard cannot be reached, or null where it can or nobody has tried. */
    public @Nullable String failure(int shard) {
        return failures.get(shard);
    }

    /** The version of the shard that connected last. */
    public String serverVersion() {
        return serverVersion;
    }
}

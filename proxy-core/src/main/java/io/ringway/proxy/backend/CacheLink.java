// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.cache.CacheArming;
import io.ringway.proxy.cache.Coherence;
import io.ringway.proxy.cache.Invalidation;
import io.ringway.proxy.cache.Written;
import io.ringway.proxy.metrics.CacheCounts;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the connections of one event loop have to do with the cache: they tell it of writes and of shards' news, while there is one.
 * Confined to the event loop.
 */
public final class CacheLink {
    private final CacheArming arming;
    private final CacheCounts counts;
    private final int ownCommand;
    /** All connections to shards; each leaves when it is gone. */
    private final Set<LaneConnection> connections = Collections.newSetFromMap(new IdentityHashMap<>());
    /** Null while nothing is remembered. */
    private @Nullable Coherence coherence;

    /** @param ownCommand id of the row that commands of our own are counted as */
    public CacheLink(CacheArming arming, CacheCounts counts, int ownCommand) {
        this.arming = arming;
        this.counts = counts;
        this.ownCommand = ownCommand;
    }

    /** Writes and news are told to this from now on, the writes that are on their way first. */
    void begin(Coherence next) {
        connections.forEach(each -> each.tellWritesTo(next));
        coherence = next;
    }

    /** Nobody is told any more. */
    void end() {
        coherence = null;
    }

    CacheArming arming() {
        return arming;
    }

    CacheCounts counts() {
        return counts;
    }

    int ownCommand() {
        return ownCommand;
    }

    void opened(LaneConnection connection) {
        connections.add(connection);
    }

    void closed(LaneConnection connection) {
        connections.remove(connection);
    }

    void writeSent(int shard, Written written) {
        Coherence told = coherence;
        if (told != null) {
            told.writeSent(shard, written);
        }
    }

    void writeDone(int shard, Written written) {
        Coherence told = coherence;
        if (told != null) {
            told.writeDone(shard, written);
        }
    }

    /** Passes a push of a shard on; returns what {@link Invalidation#apply} does. */
    int pushed(ByteBuf in, int start, int length, int shard) {
        Coherence told = coherence;
        return told == null ? 0 : Invalidation.apply(in, start, length, shard, told);
    }
}

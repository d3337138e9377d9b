// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.ringway.proxy.cache.CacheArming;
import io.ringway.proxy.metrics.CacheCounts;
import io.ringway.proxy.transport.Loop;
import java.util.List;

/**
 * What all connections of one event loop to the shards of a store have in common. Confined to the event loop.
 *
 * @param shards by number
 */
public record Backend(
        Loop loop,
        List<Shard> shards,
        LaneSettings settings,
        ShardConnector connector,
        LaneTimings timings,
        ShardStates states,
        CacheLink cache) {
    public Backend {
        shards = List.copyOf(shards);
    }

    /** Where nothing is remembered. */
    public Backend(
            Loop loop,
            List<Shard> shards,
            LaneSettings settings,
            ShardConnector connector,
            LaneTimings timings,
            ShardStates states) {
        this(
                loop,
                shards,
                settings,
                connector,
                timings,
                states,
                new CacheLink(new CacheArming(shards.size()), new CacheCounts(), 0));
    }
}

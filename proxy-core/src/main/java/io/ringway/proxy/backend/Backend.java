// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.ringway.proxy.transport.Loop;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all connections of one event loop to the shards of a store have in common. Confined to the event loop.
 *
 * @param shards by number
 * @param cache null where nothing is remembered
 */
public record Backend(
        Loop loop,
        List<Shard> shards,
        LaneSettings settings,
        ShardConnector connector,
        LaneTimings timings,
        ShardStates states,
        @Nullable CacheLink cache) {
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
        this(loop, shards, settings, connector, timings, states, null);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

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
        ShardStates states) {
    public Backend {
        shards = List.copyOf(shards);
    }
}

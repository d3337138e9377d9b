// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where news of changed keys comes in on one event loop: a lane to each shard while there is a cache, and none while there is not.
 * Confined to the event loop.
 */
final class Messengers {
    private final Backend backend;
    /** By shard; empty while nothing is remembered. */
    private List<Lane> lanes = List.of();

    private boolean closed;

    Messengers(Backend backend) {
        this.backend = backend;
    }

    /** Opens them, unless they are. */
    void begin() {
        if (lanes.isEmpty() && !closed) {
            lanes = backend.shards().stream()
                    .<Lane>map(shard -> new MessengerLane(backend, shard.number()))
                    .toList();
            lanes.forEach(Lane::prepare);
        }
    }

    /** Closes them; others may be opened again. */
    void end() {
        closeAll("it is no longer needed");
    }

    /** Closes them for good. */
    void close(String reason) {
        closed = true;
        closeAll(reason);
    }

    /** The one to a shard; null while there is none. */
    @Nullable
    Lane to(int shard) {
        return lanes.isEmpty() ? null : lanes.get(shard);
    }

    void checkDeadlines(long now) {
        lanes.forEach(lane -> lane.checkDeadlines(now));
    }

    private void closeAll(String reason) {
        List<Lane> all = lanes;
        lanes = List.of();
        all.forEach(lane -> lane.close(reason));
    }
}

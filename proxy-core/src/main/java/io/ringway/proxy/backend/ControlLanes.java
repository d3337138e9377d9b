// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import java.util.List;

/**
 * Lanes for the control plane, one to each shard, of one of the event loops. They are kept open, so that a shard that comes back
 * is noticed whether clients use it or not. Confined to that loop.
 */
public final class ControlLanes {
    private final int command;
    private final List<ControlLane> lanes;

    /**
     * Lanes that are opened by {@link #open}.
     *
     * @param command the id of the row under which the metrics count what is asked
     * @param whenReady run whenever a shard's lane has been opened, for the first time or again
     */
    public ControlLanes(Backend backend, int command, Runnable whenReady) {
        this.command = command;
        lanes = backend.shards().stream()
                .map(shard -> new ControlLane(backend, shard.number(), whenReady))
                .toList();
    }

    /** Begins to connect. */
    public void open() {
        lanes.forEach(Lane::prepare);
    }

    /** Sends a shard a command; the sink may be told of a failure before this returns. */
    public void ask(int shard, ReplySink sink, long ticket, byte[]... arguments) {
        lanes.get(shard).say(sink, ticket, command, arguments);
    }

    /** Answers what is overdue at this moment, as {@link System#nanoTime} counts; to be called every now and then. */
    public void checkDeadlines(long now) {
        lanes.forEach(lane -> lane.checkDeadlines(now));
    }

    /** Closes all connections, for good. */
    public void close(String reason) {
        lanes.forEach(lane -> lane.close(reason));
    }
}

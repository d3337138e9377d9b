// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.ringway.resp.Protocol;

/**
 * A private lane that is lent to one client at a time. It is opened once: when it is lost, whoever has it is told by the
 * failure of its commands, and it goes no further than back to {@link PinnedLanes}. Confined to the event loop.
 */
public final class PinnedLane extends PrivateLane {
    private final PinnedLanes owner;
    private boolean lost;

    PinnedLane(PinnedLanes owner, Backend backend, int shard, Protocol protocol, int database) {
        super(backend, shard, protocol, database);
        this.owner = owner;
    }

    /** Whether the connection is as good as new, with nothing of its client's under way. */
    boolean isClean() {
        return !lost && isIdle();
    }

    @Override
    void lost(LaneConnection gone, boolean wasReady, boolean wasUseful, String reason) {
        lost = true;
        giveUp(gone, wasReady, reason);
        owner.lost(this);
    }
}

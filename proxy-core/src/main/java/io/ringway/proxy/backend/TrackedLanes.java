// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.ringway.resp.Protocol;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The tracked lanes of one event loop: sees to their deadlines, and asks idle ones now and then whether the shard is still
 * there, as clients go by what it does not say. Confined to the event loop.
 */
public final class TrackedLanes {
    private static final long CHECK_MILLIS = 20;
    /** How long a connection on which nothing comes any more goes unnoticed, besides the deadline for replies. */
    private static final long PING_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Backend backend;
    private final TrackingLimit limit;
    /** Lanes that clients have; each leaves when its client tracks no more. */
    private final Set<TrackedLane> lanes = new HashSet<>();

    private long pingedAt = System.nanoTime();

    /** @param limit shared by all loops */
    public TrackedLanes(Backend backend, TrackingLimit limit) {
        this.backend = backend;
        this.limit = limit;
        backend.loop()
                .eventLoop()
                .scheduleAtFixedRate(this::checkDeadlines, CHECK_MILLIS, CHECK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** A lane for one client, which is not connected before it is used. */
    public TrackedLane make(int shard, Protocol protocol, int database, TrackingListener listener) {
        TrackedLane lane = new TrackedLane(this, backend, shard, protocol, database, listener);
        lanes.add(lane);
        return lane;
    }

    public TrackingLimit limit() {
        return limit;
    }

    /** How many shards there are. */
    public int shards() {
        return backend.shards().size();
    }

    /** Closes all connections; commands that wait are failed. */
    public void close(String reason) {
        List.copyOf(lanes).forEach(lane -> lane.close(reason));
    }

    void ended(TrackedLane lane) {
        lanes.remove(lane);
    }

    private void checkDeadlines() {
        if (lanes.isEmpty()) {
            return;
        }
        long now = System.nanoTime();
        boolean ping = now - pingedAt >= PING_NANOS;
        if (ping) {
            pingedAt = now;
            backend.loop().readClock();
        }
        for (TrackedLane lane : List.copyOf(lanes)) {
            check(lane, now, ping);
            RedirectLane redirect = lane.redirect();
            if (redirect != null) {
                check(redirect, now, ping);
            }
        }
    }

    private static void check(PrivateLane lane, long now, boolean ping) {
        lane.checkDeadlines(now);
        LaneConnection open = lane.connection();
        if (ping && open != null && open.isReady() && open.pendingReplies() == 0) {
            lane.say("PING");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.ringway.resp.Protocol;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The pinned lanes of one event loop: lends them, takes them back, and keeps some ready. One is always being opened ahead of
 * the next client, so that as a rule nobody waits for a connection. Confined to the event loop.
 */
public final class PinnedLanes {
    private static final long CHECK_MILLIS = 20;

    private final Backend backend;
    private final PinnedSettings settings;
    /** By shard; shared with the other loops. */
    private final List<PinnedPermits> permits;
    /** By shard and protocol, the latest used last; a lane leaves when it is lent or lost. */
    private final Map<Integer, ArrayDeque<PinnedLane>> idle = new HashMap<>();
    /** Lanes that clients have; each leaves when it is taken back. */
    private final Set<PinnedLane> lent = new HashSet<>();

    private boolean closed;

    public PinnedLanes(Backend backend, PinnedSettings settings, List<PinnedPermits> permits) {
        this.backend = backend;
        this.settings = settings;
        this.permits = permits;
        backend.loop()
                .eventLoop()
                .scheduleAtFixedRate(this::checkDeadlines, CHECK_MILLIS, CHECK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Lends a lane to a shard, at once if possible: then the borrower has been told when this returns. */
    public Loan lend(int shard, Protocol protocol, int database, Borrower borrower) {
        Loan loan = new Loan(this, shard, protocol, database, borrower);
        loan.begin();
        return loan;
    }

    /**
     * Takes a lane back.
     *
     * @param reusable whether its connection has no state left from the client that had it
     */
    public void takeBack(PinnedLane lane, boolean reusable) {
        if (!lent.remove(lane)) {
            return;
        }
        int shard = lane.shard().number();
        backend.timings().metrics().pinnedReturned(shard);
        lane.endWait();
        ArrayDeque<PinnedLane> spares = idle(shard, lane.protocol());
        if (reusable && lane.isClean() && spares.size() < settings.idle() && !closed) {
            spares.addLast(lane);
        } else {
            lane.close("it is no longer needed");
        }
        permits.get(shard).giveBack();
    }

    /** Opens what the first clients are going to need. */
    public void prepare() {
        for (Shard shard : backend.shards()) {
            keepSpare(shard.number(), Protocol.RESP2, 0);
        }
    }

    /** Closes all connections; commands that wait are failed. */
    public void close(String reason) {
        closed = true;
        List<PinnedLane> all = new ArrayList<>(lent);
        idle.values().forEach(all::addAll);
        idle.clear();
        all.forEach(lane -> lane.close(reason));
    }

    PinnedSettings settings() {
        return settings;
    }

    Backend backend() {
        return backend;
    }

    PinnedPermits permits(int shard) {
        return permits.get(shard);
    }

    /** With a permit in hand. */
    PinnedLane take(int shard, Protocol protocol, int database) {
        ArrayDeque<PinnedLane> spares = idle(shard, protocol);
        PinnedLane lane = spares.pollLast();
        if (lane == null) {
            lane = open(shard, protocol, database);
        }
        lane.select(database);
        lent.add(lane);
        backend.timings().metrics().pinnedLent(shard);
        keepSpare(shard, protocol, database);
        return lane;
    }

    void lost(PinnedLane lane) {
        ArrayDeque<PinnedLane> spares = idle.get(key(lane.shard().number(), lane.protocol()));
        if (spares != null) {
            spares.remove(lane);
        }
    }

    private void keepSpare(int shard, Protocol protocol, int database) {
        ArrayDeque<PinnedLane> spares = idle(shard, protocol);
        if (spares.isEmpty()
                && settings.idle() > 0
                && !closed
                && backend.states().failure(shard) == null) {
            spares.add(open(shard, protocol, database));
        }
    }

    private PinnedLane open(int shard, Protocol protocol, int database) {
        PinnedLane lane = new PinnedLane(this, backend, shard, protocol, database);
        lane.prepare();
        return lane;
    }

    private ArrayDeque<PinnedLane> idle(int shard, Protocol protocol) {
        return idle.computeIfAbsent(key(shard, protocol), key -> new ArrayDeque<>());
    }

    @SuppressWarnings("EnumOrdinal") // a key that lives as long as the enum
    private static int key(int shard, Protocol protocol) {
        return shard * Protocol.values().length + protocol.ordinal();
    }

    private void checkDeadlines() {
        long now = System.nanoTime();
        List.copyOf(lent).forEach(lane -> lane.checkDeadlines(now));
    }
}

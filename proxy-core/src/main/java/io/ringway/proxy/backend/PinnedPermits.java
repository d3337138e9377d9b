// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import java.util.ArrayDeque;
import java.util.List;
import java.util.stream.Stream;

/**
 * How many pinned lanes to one shard may be lent at a time, by all event loops together, and the line of those who wait for
 * one: first come, first served, whatever loop they are on. Safe for use by any thread; the lock is held for a few
 * instructions, and never while anybody is called.
 */
public final class PinnedPermits {
    private final int limit;
    private int taken;
    /** Who waits; each leaves when it gets a permit or gives up. */
    private final ArrayDeque<PermitRequest> line = new ArrayDeque<>();

    PinnedPermits(int limit) {
        this.limit = limit;
    }

    /** Permits for each shard, by number. */
    public static List<PinnedPermits> forShards(int shards, PinnedSettings settings) {
        return Stream.generate(() -> new PinnedPermits(settings.max()))
                .limit(shards)
                .toList();
    }

    /** Takes a permit at once, or joins the line; returns whether it was taken. */
    synchronized boolean takeOrWait(PermitRequest request) {
        if (taken < limit) {
            taken++;
            return true;
        }
        line.add(request);
        return false;
    }

    /** Leaves the line; false where the request is not in it (any more), as it has got its permit. */
    synchronized boolean withdraw(PermitRequest request) {
        return line.remove(request);
    }

    /** Gives a permit to the first in the line, or back. */
    void giveBack() {
        PermitRequest next;
        synchronized (this) {
            next = line.poll();
            if (next == null) {
                taken--;
            }
        }
        if (next != null) {
            next.granted();
        }
    }
}

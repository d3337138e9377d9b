// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.netty.util.concurrent.Future;
import io.ringway.resp.Protocol;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One client's wish for a pinned lane, from when it asks to when it has one, or has none. Confined to the event loop. */
public final class Loan implements PermitRequest {
    private final PinnedLanes lanes;
    private final int shard;
    private final Protocol protocol;
    private final int database;
    private final Borrower borrower;
    /** While in the line: what ends the wait. */
    private @Nullable Future<?> timeout;

    private boolean settled;

    Loan(PinnedLanes lanes, int shard, Protocol protocol, int database, Borrower borrower) {
        this.lanes = lanes;
        this.shard = shard;
        this.protocol = protocol;
        this.database = database;
        this.borrower = borrower;
    }

    void begin() {
        PinnedPermits permits = lanes.permits(shard);
        if (permits.takeOrWait(this)) {
            lend();
            return;
        }
        lanes.backend().timings().metrics().pinnedWaitBegan(shard);
        timeout = lanes.backend()
                .loop()
                .eventLoop()
                .schedule(this::giveUp, lanes.settings().maxWait().toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Leaves the line without being told; has no effect on one that has been lent a lane. */
    public void withdraw() {
        if (!settled) {
            settle();
            lanes.permits(shard).withdraw(this);
        }
    }

    @Override
    public void granted() {
        lanes.backend().loop().eventLoop().execute(() -> {
            if (settled) {
                lanes.permits(shard).giveBack();
            } else {
                settle();
                lend();
            }
        });
    }

    private void lend() {
        settled = true;
        borrower.lent(lanes.take(shard, protocol, database));
    }

    private void giveUp() {
        if (lanes.permits(shard).withdraw(this)) {
            settle();
            PinnedSettings settings = lanes.settings();
            borrower.failed(Failure.noneToLend(
                    lanes.backend().shards().get(shard),
                    settings.max(),
                    settings.maxWait().toMillis()));
        }
    }

    private void settle() {
        settled = true;
        lanes.backend().timings().metrics().pinnedWaitEnded(shard);
        Future<?> waiting = timeout;
        if (waiting != null) {
            waiting.cancel(false);
        }
    }
}

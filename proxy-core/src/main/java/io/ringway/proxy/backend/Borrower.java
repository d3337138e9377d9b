// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

/** Whoever waits for a pinned lane. Told exactly once, on its event loop, unless it has withdrawn. */
public interface Borrower {
    /** The lane is yours until you return it by {@link PinnedLanes#takeBack}. */
    void lent(PinnedLane lane);

    /** There was none within the time to wait. */
    void failed(Failure failure);
}

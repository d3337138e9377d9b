// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

/** Is told what happens on the lanes of one event loop, on that loop. */
public interface LaneObserver {
    void connected(Shard shard);

    void disconnected(Shard shard);

    void connectFailed(Shard shard);

    void timedOut(Shard shard, int commands);

    /**
     * A reply has come.
     *
     * @param kind what was passed to {@link Lane#send}
     * @param sentAt when the command's batch was read from the client, as the loop's clock
     */
    void replied(Shard shard, int kind, long sentAt);
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.ringway.resp.Protocol;

/**
 * The control plane's lane to a shard, which no client uses: what is asked there never delays a client's command on the way. Confined to
 * the event loop.
 */
final class ControlLane extends KeptLane {
    private final Runnable whenReady;

    ControlLane(Backend backend, int shard, Runnable whenReady) {
        super(backend, shard, Protocol.RESP2);
        this.whenReady = whenReady;
    }

    @Override
    boolean isNeeded() {
        return !isClosed();
    }

    @Override
    void ready(Handshake handshake) {
        super.ready(handshake);
        whenReady.run();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

/** Whoever waits for a subscription to begin or to end. One of the methods is called, once, on the event loop. */
public interface RelayOutcome {
    void done();

    /** @param error the error reply, beginning with its code */
    void failed(String error);
}

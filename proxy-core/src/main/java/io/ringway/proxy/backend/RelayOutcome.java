// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

/** Whoever waits for a subscription to begin or to end. One of the methods is called, once, on the event loop. */
public interface RelayOutcome {
    void done();

    /** It has not worked; the error reply begins with its code. */
    void failed(String error);
}

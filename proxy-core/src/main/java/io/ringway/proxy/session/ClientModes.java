// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.session;

/**
 * What a client has switched on for its connection. Immutable.
 *
 * @param noEvict what {@code CLIENT NO-EVICT} set
 * @param noTouch what {@code CLIENT NO-TOUCH} set
 * @param silent whether {@code CLIENT REPLY OFF} was the last word on replies
 * @param monitors whether the client is shown all commands
 */
public record ClientModes(boolean noEvict, boolean noTouch, boolean silent, boolean monitors) {
    /** As on a new connection. */
    public static final ClientModes NONE = new ClientModes(false, false, false, false);

    public ClientModes withNoEvict(boolean next) {
        return new ClientModes(next, noTouch, silent, monitors);
    }

    public ClientModes withNoTouch(boolean next) {
        return new ClientModes(noEvict, next, silent, monitors);
    }

    public ClientModes withSilent(boolean next) {
        return new ClientModes(noEvict, noTouch, next, monitors);
    }

    public ClientModes withMonitors(boolean next) {
        return new ClientModes(noEvict, noTouch, silent, next);
    }
}

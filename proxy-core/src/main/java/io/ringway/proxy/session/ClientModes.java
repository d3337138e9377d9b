// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.session;

/**
 * What a client has switched on for its connection. Immutable.
 *
 * @param noEvict what {@code CLIENT NO-EVICT} set
 * @param noTouch what {@code CLIENT NO-TOUCH} set
 * @param silent whether {@code CLIENT REPLY OFF} was the last word on replies
 * @param monitors whether the client is shown all commands
 * @param tracking what {@code CLIENT TRACKING} and {@code CLIENT CACHING} set
 */
public record ClientModes(boolean noEvict, boolean noTouch, boolean silent, boolean monitors, TrackingState tracking) {
    /** As on a new connection. */
    public static final ClientModes NONE = new ClientModes(false, false, false, false, TrackingState.OFF);

    public ClientModes withNoEvict(boolean next) {
        return new ClientModes(next, noTouch, silent, monitors, tracking);
    }

    public ClientModes withNoTouch(boolean next) {
        return new ClientModes(noEvict, next, silent, monitors, tracking);
    }

    public ClientModes withSilent(boolean next) {
        return new ClientModes(noEvict, noTouch, next, monitors, tracking);
    }

    public ClientModes withMonitors(boolean next) {
        return new ClientModes(noEvict, noTouch, silent, next, tracking);
    }

    public ClientModes withTracking(TrackingState next) {
        return new ClientModes(noEvict, noTouch, silent, monitors, next);
    }
}

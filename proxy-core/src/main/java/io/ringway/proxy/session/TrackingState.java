// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.session;

/**
 * Whether and how a client tracks keys. Immutable.
 *
 * @param caching whether {@code CLIENT CACHING} has been said of the next command
 * @param broken whether the client that was to be told in its place was found to be gone
 */
public record TrackingState(TrackingOptions options, boolean caching, boolean broken) {
    public static final TrackingState OFF = new TrackingState(TrackingOptions.OFF, false, false);

    public boolean on() {
        return options.on();
    }

    /** With these options, as if they were new; what was said of the next command still holds. */
    public TrackingState withOptions(TrackingOptions next) {
        return new TrackingState(next, caching, false);
    }

    public TrackingState withCaching(boolean next) {
        return new TrackingState(options, next, broken);
    }

    public TrackingState asBroken() {
        return new TrackingState(options, caching, true);
    }
}

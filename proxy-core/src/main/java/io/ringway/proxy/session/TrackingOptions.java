// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.session;

import java.util.List;
import java.util.TreeSet;

/**
 * How a client wants to be told of keys that change, as {@code CLIENT TRACKING} says. Immutable.
 *
 * @param on whether it wants to be told at all
 * @param broadcast whether of all keys with certain prefixes, rather than of those that it has read
 * @param optIn whether only of keys that it reads right after {@code CLIENT CACHING YES}
 * @param optOut whether of all but keys that it reads right after {@code CLIENT CACHING NO}
 * @param noLoop whether its own changes are left out
 * @param redirect the id of the client that is told in its place, or 0
 * @param prefixes where it broadcasts, ordered; one character per byte
 */
public record TrackingOptions(
        boolean on,
        boolean broadcast,
        boolean optIn,
        boolean optOut,
        boolean noLoop,
        long redirect,
        List<String> prefixes) {
    public static final TrackingOptions OFF = new TrackingOptions(false, false, false, false, false, 0, List.of());

    public TrackingOptions {
        prefixes = List.copyOf(prefixes);
    }

    /** With these prefixes besides its own. */
    public TrackingOptions withMorePrefixes(List<String> more) {
        TreeSet<String> all = new TreeSet<>(prefixes);
        all.addAll(more);
        return withPrefixes(List.copyOf(all));
    }

    /** With these prefixes only. */
    public TrackingOptions withPrefixes(List<String> only) {
        return new TrackingOptions(on, broadcast, optIn, optOut, noLoop, redirect, only);
    }
}

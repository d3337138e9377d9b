// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.metrics;

import java.util.Locale;

/** Where a command's time went. Immutable. */
enum Stage {
    /** From the flush of the lane to the reply read from it. */
    BACKEND,
    /** All other time between the command read from the client and its reply written to it. */
    PROXY;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The value of the label {@code stage}. */
    String label() {
        return label;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.metrics;

import java.util.Locale;

/** What can become of a configuration that is read again. Immutable. */
public enum ReloadResult {
    /** What had changed is in effect. */
    APPLIED,
    /** There was nothing to do. */
    UNCHANGED,
    /** Something is wrong with it, or it needs a restart: all is as it was. */
    REFUSED;

    /** As it is called in labels. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

/** A text that no log, error or {@code toString} may show. Immutable. */
public record Secret(String text) {
    /** No secret is set. */
    public static final Secret NONE = new Secret("");

    public boolean isSet() {
        return !text.isEmpty();
    }

    @Override
    public String toString() {
        return isSet() ? "(secret)" : "(none)";
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.admin;

/** Tells how the proxy is now. Called by the admin thread. */
@FunctionalInterface
public interface HealthView {
    Health health();
}

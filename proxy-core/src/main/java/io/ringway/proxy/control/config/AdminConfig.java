// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

/**
 * The address of {@code /metrics} and {@code /healthz}. Immutable.
 *
 * @param port 0 for any free one
 * @param enabled false to open no such port
 */
public record AdminConfig(String host, int port, boolean enabled) {
    /** Reachable from this machine alone. */
    public static final AdminConfig DEFAULT = new AdminConfig("127.0.0.1", 9380, true);

    public static final AdminConfig OFF = new AdminConfig("127.0.0.1", 0, false);
}

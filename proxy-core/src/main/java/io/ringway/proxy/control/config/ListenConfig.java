// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

/**
 * The address that clients connect to. Immutable.
 *
 * @param port 0 for any free one
 */
public record ListenConfig(String host, int port) {
    /** Reachable from this machine alone, one above Redis' own port. */
    public static final ListenConfig DEFAULT = new ListenConfig("127.0.0.1", 6380);
}

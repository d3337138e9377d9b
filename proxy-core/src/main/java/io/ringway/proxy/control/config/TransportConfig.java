// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

/**
 * How sockets are driven. Immutable.
 *
 * @param eventLoops threads that serve clients; 0 for as many as suit this machine
 */
public record TransportConfig(Kind kind, int eventLoops) {
    public static final TransportConfig DEFAULT = new TransportConfig(Kind.AUTO, 0);

    /** What the operating system offers. */
    public enum Kind {
        /** The best that this machine has. */
        AUTO,
        EPOLL,
        NIO,
        IO_URING
    }
}

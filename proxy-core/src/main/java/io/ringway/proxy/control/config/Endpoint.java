// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

import org.jspecify.annotations.Nullable;

/** A host and a port as people write them: {@code localhost:6379}, {@code [::1]:6379}. Immutable. */
public record Endpoint(String host, int port) {
    private static final int MAX_PORT = 65_535;

    /** What such a text stands for, or null where it is no host and port. */
    public static @Nullable Endpoint parse(String text, int leastPort) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0) {
            return null;
        }
        String host = host(text.substring(0, colon));
        int port = port(text.substring(colon + 1));
        return host == null || port < leastPort || port > MAX_PORT ? null : new Endpoint(host, port);
    }

    private static @Nullable String host(String text) {
        if (text.startsWith("[") && text.endsWith("]")) {
            return text.substring(1, text.length() - 1).matches("[0-9A-Fa-f:.%]*:[0-9A-Za-z:.%]*")
                    ? text.substring(1, text.length() - 1)
                    : null;
        }
        return text.matches("[A-Za-z0-9._-]+") ? text : null;
    }

    private static int port(String text) {
        return text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : -1;
    }

    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}

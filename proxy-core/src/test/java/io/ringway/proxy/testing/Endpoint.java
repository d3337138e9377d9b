// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Where something listens. Immutable. */
public record Endpoint(String host, int port) {
    /** Below what the system gives to outgoing connections, so that a port is still free when its server comes back. */
    private static final int FIRST_PORT = 20_000;

    private static final int LAST_PORT = 32_000;
    private static final int ATTEMPTS = 100;

    /** An address of this machine on which nothing listens at the moment. */
    public static Endpoint unused() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return new Endpoint("127.0.0.1", probe.getLocalPort());
            } catch (IOException taken) {
                // The next one.
            }
        }
        throw new UncheckedIOException(new IOException("no free port in " + ATTEMPTS + " attempts"));
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(host, port);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}

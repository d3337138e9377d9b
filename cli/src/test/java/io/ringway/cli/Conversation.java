// SPDX-License-Identifier: Apache-2.0
package io.ringway.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that types inline commands and says goodbye. Confined to one thread. */
final class Conversation {
    private Conversation() {}

    /** Everything that the server says to these lines before it closes the connection. */
    static String with(InetSocketAddress server, String... lines) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(20_000);
            socket.connect(server, 5_000);
            String text = String.join("\r\n", lines) + "\r\nQUIT\r\n";
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

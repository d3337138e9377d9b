// SPDX-License-Identifier: Apache-2.0
package io.ringway.cli;

import io.ringway.proxy.compat.CommandLines;
import io.ringway.proxy.compat.RecordedCommand;
import io.ringway.proxy.control.config.Endpoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A server that tells what its clients send, by MONITOR. Immutable.
 *
 * @param password null where it asks for none
 */
record MonitoredServer(Endpoint endpoint, @Nullable String password) {
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

    /**
     * What there is to say at the end.
     *
     * @param unread how many commands could not be read
     * @param cutOff whether the server closed the connection before the time was over
     */
    record End(int unread, boolean cutOff) {}

    /** Hands out every command that comes within this time. */
    End listen(Duration time, Consumer<RecordedCommand> commands) throws CommandFailure {
        try (Socket socket = new Socket()) {
            int patience = Math.toIntExact(ANSWER_TIMEOUT.toMillis());
            socket.connect(new InetSocketAddress(endpoint.host(), endpoint.port()), patience);
            socket.setSoTimeout(patience);
            if (password != null) {
                say(socket, "AUTH", password);
            }
            say(socket, "MONITOR");
            return listen(socket, System.nanoTime() + time.toNanos(), commands);
        } catch (IOException e) {
            throw new CommandFailure("cannot listen to " + endpoint + ": " + e.getMessage());
        }
    }

    private End listen(Socket socket, long end, Consumer<RecordedCommand> commands) throws IOException {
        CommandLines lines = new CommandLines(socket.getInputStream());
        int unread = 0;
        try {
            for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
                socket.setSoTimeout(Math.toIntExact(Duration.ofNanos(left).toMillis() + 1));
                try {
                    RecordedCommand command = lines.next();
                    if (command == null) {
                        return new End(unread + lines.skipped(), true);
                    }
                    commands.accept(command);
                } catch (IllegalArgumentException e) {
                    unread++;
                }
            }
        } catch (SocketTimeoutException e) {
            // The time is over, and the last of it was quiet.
        }
        return new End(unread + lines.skipped(), false);
    }

    private void say(Socket socket, String... words) throws IOException, CommandFailure {
        ByteArrayOutputStream command = new ByteArrayOutputStream();
        command.writeBytes(("*" + words.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (String word : words) {
            byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
            command.writeBytes(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            command.writeBytes(bytes);
            command.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        OutputStream out = socket.getOutputStream();
        out.write(command.toByteArray());
        String reply = readLine(socket.getInputStream());
        if (!reply.equals("+OK")) {
            throw new CommandFailure("cannot listen to " + endpoint + ": "
                    + (reply.isEmpty() ? "the connection was closed" : reply.replaceFirst("^-", "")));
        }
    }

    /** Byte by byte, so that nothing behind it is taken along. */
    private static String readLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }
}

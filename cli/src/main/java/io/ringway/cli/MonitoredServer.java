// SPDX-License-Identifier: Apache-2.0
package io.ringway.cli;

import io.ringway.proxy.compat.CommandReader;
import io.ringway.proxy.compat.RecordedCommand;
import io.ringway.proxy.control.config.Endpoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;

/** A server that tells what its clients send, by MONITOR. Immutable. */
record MonitoredServer(Endpoint endpoint) {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final String PASSWORD_VARIABLE = "REDISCLI_AUTH";

    /** Hands out every command that comes within this time. */
    void listen(Duration time, Consumer<RecordedCommand> commands) throws CommandFailure {
        long end = System.nanoTime() + time.toNanos();
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(endpoint.host(), endpoint.port()), Math.toIntExact(CONNECT_TIMEOUT.toMillis()));
            OutputStream out = socket.getOutputStream();
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            String password = System.getenv(PASSWORD_VARIABLE);
            if (password != null) {
                say(out, "AUTH", password);
                expectOk(in.readLine());
            }
            say(out, "MONITOR");
            expectOk(in.readLine());
            for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
                socket.setSoTimeout(Math.toIntExact(left / 1_000_000 + 1));
                String line = in.readLine();
                if (line == null) {
                    throw new CommandFailure("the connection to " + endpoint + " was closed");
                }
                RecordedCommand command = CommandReader.read(line);
                if (command != null) {
                    commands.accept(command);
                }
            }
        } catch (SocketTimeoutException e) {
            // The time is over, and the last of it was quiet.
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandFailure("cannot listen to " + endpoint + ": " + e.getMessage());
        }
    }

    private void expectOk(String reply) throws CommandFailure {
        if (!"+OK".equals(reply)) {
            throw new CommandFailure("cannot listen to " + endpoint + ": "
                    + (reply == null ? "the connection was closed" : reply.replaceFirst("^-", "")));
        }
    }

    private static void say(OutputStream out, String... words) throws IOException {
        StringBuilder command = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            int bytes = word.getBytes(StandardCharsets.UTF_8).length;
            command.append('$').append(bytes).append("\r\n").append(word).append("\r\n");
        }
        out.write(command.toString().getBytes(StandardCharsets.UTF_8));
    }
}

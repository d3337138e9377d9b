// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.CommandParser;
import io.ringway.resp.ProtocolLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A shard that does what the test says, byte by byte. Text is Latin-1, one character for each byte. Confined to the test's
 * thread.
 */
public final class ScriptedShard implements AutoCloseable {
    private static final int PATIENCE_MILLIS = (int) Duration.ofSeconds(20).toMillis();
    private static final int QUIET_MILLIS = 100;
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final int number;
    private final int port;
    private final List<Connection> connections = new ArrayList<>();
    private ServerSocket listener;

    /** A shard that takes connections, on a port of its own. */
    public ScriptedShard(int number) {
        this.number = number;
        listener = listen(0);
        port = listener.getLocalPort();
    }

    public Shard shard() {
        return new Shard(number, "s" + number, "127.0.0.1", port);
    }

    /** The next connection. */
    public Connection accept() {
        try {
            Connection connection = new Connection(listener.accept());
            connections.add(connection);
            return connection;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next connection, with its handshake done. */
    public Connection greet() {
        Connection connection = accept();
        connection.greet();
        return connection;
    }

    /** Whether a connection comes within this time. */
    public boolean isConnectedTo(Duration within) {
        try {
            listener.setSoTimeout((int) within.toMillis());
            accept();
            return true;
        } catch (IOException | UncheckedIOException nobody) {
            return false;
        } finally {
            patient(listener);
        }
    }

    /** Refuses connections from now on. */
    public void refuse() {
        closeQuietly(listener);
    }

    /** Takes connections again. */
    public void listen() {
        listener = listen(port);
    }

    @Override
    public void close() {
        refuse();
        connections.forEach(Connection::close);
    }

    private static ServerSocket listen(int port) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(LOOPBACK, port));
            patient(socket);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void patient(ServerSocket socket) {
        try {
            socket.setSoTimeout(PATIENCE_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            // Gone is what it should be.
        }
    }

    /** One connection, from the shard's end. */
    public static final class Connection implements AutoCloseable {
        private final Socket socket;
        private final ByteBuf received = Unpooled.buffer();
        private final byte[] chunk = new byte[64 << 10];
        private final CommandParser parser = new CommandParser();
        private final CommandFrame frame = new CommandFrame();

        private Connection(Socket socket) throws IOException {
            this.socket = socket;
            socket.setTcpNoDelay(true);
            patient();
        }

        /** Answers the handshake as a server would, and returns its commands. */
        public List<String> greet() {
            List<String> commands = new ArrayList<>();
            while (true) {
                String command = command();
                commands.add(command);
                if (command.startsWith("HELLO 3")) {
                    send("%2\r\n$6\r\nserver\r\n$5\r\nredis\r\n$7\r\nversion\r\n$5\r\n7.0.9\r\n");
                } else if (command.startsWith("HELLO")) {
                    send("*4\r\n$6\r\nserver\r\n$5\r\nredis\r\n$7\r\nversion\r\n$5\r\n7.0.9\r\n");
                } else {
                    send("+OK\r\n");
                }
                if (command.startsWith("CLIENT SETNAME")) {
                    return commands;
                }
            }
        }

        /** The next command, its arguments with spaces between. */
        public String command() {
            try {
                while (parser.parse(received, frame, ProtocolLimits.DEFAULT) != CommandParser.Result.COMMAND) {
                    int count = socket.getInputStream().read(chunk);
                    if (count < 0) {
                        throw new AssertionError("closed instead of sending a command");
                    }
                    received.writeBytes(chunk, 0, count);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            List<String> arguments = new ArrayList<>();
            for (int i = 0; i < frame.argCount(); i++) {
                arguments.add(new String(frame.arg(i), StandardCharsets.ISO_8859_1));
            }
            if (!received.isReadable()) {
                received.clear();
            }
            return String.join(" ", arguments);
        }

        /** Reads a command for each of these and compares. */
        public void expect(String... commands) {
            for (String command : commands) {
                assertThat(command()).isEqualTo(command);
            }
        }

        /** Reads a command, compares, and answers it. */
        public void answer(String command, String reply) {
            expect(command);
            send(reply);
        }

        /** Whether nothing comes for a while. */
        public boolean isQuiet() {
            try {
                socket.setSoTimeout(QUIET_MILLIS);
                if (!received.isReadable()) {
                    socket.getInputStream().read();
                }
                return false;
            } catch (SocketTimeoutException quiet) {
                return true;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                patient();
            }
        }

        public void send(String bytes) {
            try {
                socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Whether the proxy ends the connection, without another byte before that. */
        public boolean isClosedByPeer() {
            try {
                return !received.isReadable() && socket.getInputStream().read() < 0;
            } catch (SocketTimeoutException stillOpen) {
                return false;
            } catch (IOException reset) {
                return true;
            }
        }

        /** Ends the connection as a crashed machine's kernel does. */
        public void reset() {
            try {
                socket.setSoLinger(true, 0);
            } catch (IOException e) {
                // Closing is all that is left.
            }
            close();
        }

        @Override
        public void close() {
            closeQuietly(socket);
        }

        private void patient() {
            try {
                socket.setSoTimeout(PATIENCE_MILLIS);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

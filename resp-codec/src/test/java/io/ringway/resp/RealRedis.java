// SPDX-License-Identifier: Apache-2.0
package io.ringway.resp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import redis.embedded.RedisExecProvider;

/** A real server of its own process, without persistence, behind a socket file. Used by one test at a time. */
final class RealRedis implements AutoCloseable {
    private static final Path DEATH_WITH_PARENT = Path.of("/usr/bin/setpriv");

    private static final String END = "that is all";
    private static final int END_HEADER_BYTES = "$11\r\n".length();

    private final Path directory;
    private final Path socket;
    private final Process process;

    private RealRedis(Path directory, Path socket, Process process) {
        this.directory = directory;
        this.socket = socket;
        this.process = process;
    }

    /** Starts a server and waits until it takes connections; options as on its command line. */
    static RealRedis start(String... options) {
        try {
            Path directory = Files.createTempDirectory("codec");
            Path socket = directory.resolve("s");
            List<String> command = new ArrayList<>();
            if (Files.isExecutable(DEATH_WITH_PARENT)) {
                command.addAll(List.of(DEATH_WITH_PARENT.toString(), "--pdeathsig", "KILL"));
            }
            command.add(RedisExecProvider.defaultProvider().get().getAbsolutePath());
            command.addAll(List.of("--port", "0", "--unixsocket", socket.toString(), "--save", ""));
            command.addAll(List.of("--enable-debug-command", "yes"));
            command.addAll(List.of(options));
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
            awaitReady(process);
            return new RealRedis(directory, socket, process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitReady(Process process) throws IOException {
        // Not closed: the server goes on writing to the other end.
        BufferedReader log = process.inputReader(StandardCharsets.UTF_8);
        StringBuilder seen = new StringBuilder();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            if (line.contains("ready to accept connections")) {
                return;
            }
            seen.append(line).append('\n');
        }
        throw new IllegalStateException("redis-server did not start:\n" + seen);
    }

    /** All that the server answers to these bytes and then to the end of input, on a connection of their own. */
    byte[] answer(byte[] request) {
        try (SocketChannel channel = connect()) {
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            // The server may answer before it has read everything.
            Thread writer = new Thread(() -> send(channel, request), "request");
            writer.start();
            ByteBuffer piece = ByteBuffer.allocate(1 << 16);
            while (read(channel, piece)) {
                answer.write(piece.array(), 0, piece.position());
                piece.clear();
            }
            writer.join();
            return answer.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All that the server answers to one command, on a connection that says {@code HELLO} first. */
    byte[] call(Protocol protocol, byte[]... command) {
        ByteBuf request = Unpooled.buffer();
        CommandEncoder.encode(request, "HELLO", Integer.toString(protocol.version()));
        CommandEncoder.encode(request, command);
        CommandEncoder.encode(request, "ECHO", END);
        ByteBuf answer = Unpooled.buffer();
        try (SocketChannel channel = connect()) {
            channel.write(request.nioBuffer());
            ByteBuffer piece = ByteBuffer.allocate(1 << 16);
            byte[] end = Bytes.of(END + "\r\n");
            // At the end of input the server would drop what it has yet to write of a long reply.
            while (!endsWith(answer, end) && read(channel, piece)) {
                answer.writeBytes(piece.flip());
                piece.clear();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        RespDecoder.decode(answer);
        return Bytes.of(answer.readSlice(answer.readableBytes() - END.length() - 2 - END_HEADER_BYTES));
    }

    private static boolean endsWith(ByteBuf answer, byte[] end) {
        int at = answer.writerIndex() - end.length;
        return at >= 0 && answer.slice(at, end.length).equals(Unpooled.wrappedBuffer(end));
    }

    private SocketChannel connect() throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        return channel;
    }

    private static void send(SocketChannel channel, byte[] request) {
        try {
            ByteBuffer rest = ByteBuffer.wrap(request);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.shutdownOutput();
        } catch (IOException closedByServer) {
            // It answers a protocol error and reads no further.
        }
    }

    private static boolean read(SocketChannel channel, ByteBuffer piece) {
        try {
            return channel.read(piece) >= 0;
        } catch (IOException closedWithUnreadBytes) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            process.destroyForcibly();
            process.waitFor(10, TimeUnit.SECONDS);
            Files.deleteIfExists(socket);
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

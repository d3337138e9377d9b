// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.health;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringway.proxy.backend.LaneSettings;
import io.ringway.proxy.backend.Shard;
import io.ringway.resp.CommandEncoder;
import io.ringway.resp.MalformedReplyException;
import io.ringway.resp.ReplyScanner;
import io.ringway.resp.RespDecoder;
import io.ringway.resp.RespValue;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection to a shard for the control plane's few questions: one at a time, each waited for. Confined to one thread. */
final class ShardClient implements AutoCloseable {
    private static final int READ_BYTES = 16 << 10;
    private static final String CONNECTION_NAME = "ringway-control";

    private final Socket socket;
    private final ByteBuf received = Unpooled.buffer(READ_BYTES);
    private final ReplyScanner scanner = new ReplyScanner();

    private ShardClient(Socket socket) {
        this.socket = socket;
    }

    /** Connects and says the password, if there is one. */
    static ShardClient connect(Shard shard, LaneSettings settings) throws IOException {
        Socket socket = new Socket();
        ShardClient client = new ShardClient(socket);
        try {
            socket.setTcpNoDelay(true);
            socket.connect(
                    new InetSocketAddress(shard.host(), shard.port()),
                    Math.toIntExact(settings.connectTimeout().toMillis()));
            socket.setSoTimeout(Math.toIntExact(settings.replyTimeout().toMillis()));
            client.authenticate(settings);
            client.call("CLIENT", "SETNAME", CONNECTION_NAME);
            return client;
        } catch (IOException | RuntimeException e) {
            client.close();
            throw e;
        }
    }

    private void authenticate(LaneSettings settings) throws IOException {
        String password = settings.password();
        String user = settings.username();
        if (password != null
                && (user == null ? call("AUTH", password) : call("AUTH", user, password))
                        instanceof RespValue.Err error) {
            throw new ShardRefusal(error.text());
        }
    }

    /** Sends a command, whose arguments are UTF-8, and waits for its reply, which may be an error. */
    RespValue call(String... command) throws IOException {
        byte[][] words = new byte[command.length][];
        for (int i = 0; i < words.length; i++) {
            words[i] = command[i].getBytes(StandardCharsets.UTF_8);
        }
        return call(words);
    }

    /** As {@link #call(String...)}. */
    RespValue call(byte[]... command) throws IOException {
        ByteBuf request = Unpooled.buffer();
        CommandEncoder.encode(request, command);
        request.readBytes(socket.getOutputStream(), request.readableBytes());
        return reply();
    }

    private RespValue reply() throws IOException {
        InputStream in = socket.getInputStream();
        received.clear();
        scanner.reset();
        int scanned = 0;
        do {
            if (received.writeBytes(in, READ_BYTES) < 0) {
                throw new EOFException("the connection was closed");
            }
            scanned = scanner.scan(received, scanned, received.writerIndex());
            if (scanned == ReplyScanner.MALFORMED) {
                throw new IOException("a reply is malformed");
            }
        } while (!scanner.isComplete());
        try {
            return RespDecoder.decode(received);
        } catch (MalformedReplyException e) {
            throw new IOException(e.getMessage());
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.command;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.ringway.resp.CommandEncoder;
import io.ringway.resp.ReplyScanner;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import redis.clients.jedis.HostAndPort;

/** A server's reply as the bytes that it sent in RESP3. Stateless. */
final class RawReply {
    private static final int TIMEOUT_MILLIS = 10_000;

    private RawReply() {}

    static byte[] read(String server, String... command) throws IOException {
        HostAndPort address = HostAndPort.from(server);
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            exchange(socket, "HELLO", "3");
            return exchange(socket, command);
        }
    }

    private static byte[] exchange(Socket socket, String... command) throws IOException {
        ByteBuf request = Unpooled.buffer();
        CommandEncoder.encode(request, command);
        socket.getOutputStream().write(ByteBufUtil.getBytes(request));
        ByteBuf reply = Unpooled.buffer();
        ReplyScanner scanner = new ReplyScanner();
        int scanned = 0;
        do {
            byte[] bytes = new byte[64 << 10];
            int count = socket.getInputStream().read(bytes);
            if (count < 0) {
                throw new EOFException("the server closed the connection");
            }
            reply.writeBytes(bytes, 0, count);
            scanned = scanner.scan(reply, scanned, reply.writerIndex());
            if (scanned < 0) {
                throw new IOException("not a reply");
            }
        } while (!scanner.isComplete());
        return ByteBufUtil.getBytes(reply);
    }
}

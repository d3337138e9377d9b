// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.testing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringway.resp.CommandEncoder;
import io.ringway.resp.ReplyScanner;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A client that sends exactly the bytes it is told and gives back exactly the bytes of each reply. Replies as text are
 * Latin-1, one character per byte, so nothing is lost. One thread may send while another reads.
 */
public final class RawClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int READ_BYTES = 64 << 10;

    private final Socket socket;
    private final ReplyScanner scanner = new ReplyScanner();
    /** Bytes that came and were not handed out; what the scanner has passed lies before {@link #scanned}. */
    private ByteBuf received = Unpooled.buffer(READ_BYTES);

    private int scanned;
    private final byte[] chunk = new byte[READ_BYTES];

    private RawClient(Socket socket) {
        this.socket = socket;
    }

    public static RawClient connect(Endpoint endpoint) {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.connect(endpoint.address(), (int) PATIENCE.toMillis());
            return new RawClient(socket);
        } catch (IOException e) {
            closeQuietly(socket);
            throw new UncheckedIOException(e);
        }
    }

    /** A client that has switched to this protocol version. */
    public static RawClient connect(Endpoint endpoint, int protocol) {
        RawClient client = connect(endpoint);
        if (protocol != 2) {
            String hello = client.call("HELLO", Integer.toString(protocol));
            if (!hello.startsWith("%")) {
                client.close();
                throw new IllegalStateException("HELLO " + protocol + " was answered " + hello);
            }
        }
        return client;
    }

    /** How long a reply is waited for; without this, long enough for any that still comes. */
    public RawClient withPatience(Duration patience) {
        try {
            socket.setSoTimeout((int) patience.toMillis());
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One command as an array of bulk strings. */
    public static byte[] encode(byte[]... arguments) {
        ByteBuf out = Unpooled.buffer();
        CommandEncoder.encode(out, arguments);
        return bytes(out);
    }

    /** One command of text arguments, one byte per character. */
    public static byte[] encode(String... arguments) {
        byte[][] raw = new byte[arguments.length][];
        for (int i = 0; i < arguments.length; i++) {
            raw[i] = arguments[i].getBytes(StandardCharsets.ISO_8859_1);
        }
        return encode(raw);
    }

    public void send(byte[] bytes) {
        send(bytes, 0, bytes.length);
    }

    public void send(byte[] bytes, int from, int length) {
        try {
            socket.getOutputStream().write(bytes, from, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void send(String... arguments) {
        send(encode(arguments));
    }

    /** Sends the characters as they are, one byte each. */
    public void sendRaw(String bytes) {
        send(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends a command and reads one reply. */
    public String call(String... arguments) {
        send(arguments);
        return reply();
    }

    /** The number by which CLIENT LIST and the like know this client. */
    public String id() {
        return call("CLIENT", "ID").substring(1).trim();
    }

    /** The next reply's bytes as text. */
    public String reply() {
        return new String(replyBytes(), StandardCharsets.ISO_8859_1);
    }

    /** The replies that come before the next one that contains this text; that one is taken too. */
    public List<String> repliesUntil(String text) {
        List<String> replies = new ArrayList<>();
        for (String reply = reply(); !reply.contains(text); reply = reply()) {
            replies.add(reply);
        }
        return replies;
    }

    /** The next reply's bytes; an {@link EOFException} inside where the connection ended before its end. */
    public byte[] replyBytes() {
        try {
            while (true) {
                int writer = received.writerIndex();
                if (scanned < writer) {
                    scanned = scanner.scan(received, scanned, writer);
                    if (scanned == ReplyScanner.MALFORMED) {
                        throw new IllegalStateException("not a reply: " + text(received));
                    }
                    if (scanner.isComplete()) {
                        return take();
                    }
                }
                int count = socket.getInputStream().read(chunk);
                if (count < 0) {
                    throw new EOFException("closed by the other side with unread bytes \"" + text(received) + "\"");
                }
                received.writeBytes(chunk, 0, count);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All bytes until the other side ends the connection, or resets it. */
    public String readToEnd() {
        try {
            while (true) {
                int count = socket.getInputStream().read(chunk);
                if (count < 0) {
                    break;
                }
                received.writeBytes(chunk, 0, count);
            }
        } catch (SocketTimeoutException stillOpen) {
            throw new UncheckedIOException(stillOpen);
        } catch (IOException reset) {
            // What came before it counts.
        }
        return received.toString(StandardCharsets.ISO_8859_1);
    }

    /** Whether the other side ends the connection within the patience, with no byte before that. */
    public boolean isClosedByPeer() {
        try {
            return !received.isReadable() && socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    /** Says that nothing more will be sent; replies can still be read. */
    public void endOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the connection with a reset instead of an orderly close. */
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // Already gone: closing is all that is left.
        }
        close();
    }

    @Override
    public void close() {
        closeQuietly(socket);
    }

    private byte[] take() {
        int length = scanned - received.readerIndex();
        byte[] reply = new byte[length];
        received.readBytes(reply);
        if (!received.isReadable()) {
            received = received.capacity() > 16 * READ_BYTES ? Unpooled.buffer(READ_BYTES) : received.clear();
            scanned = 0;
        } else if (received.readerIndex() > 16 * READ_BYTES) {
            received.discardReadBytes();
            scanned = 0;
        }
        return reply;
    }

    private static byte[] bytes(ByteBuf out) {
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    private static String text(ByteBuf bytes) {
        return bytes.toString(bytes.readerIndex(), Math.min(bytes.readableBytes(), 200), StandardCharsets.ISO_8859_1);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing is lost: the test is done with it.
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A TCP link in front of a server that passes bytes on or misbehaves as told, each direction for itself. Faults act on
 * open connections from their next chunk on. Safe for use by any thread.
 */
public final class FaultLink implements AutoCloseable {
    private static final int CHUNK_BYTES = 16 << 10;
    private static final Duration STALL_CHECK = Duration.ofMillis(5);

    private final Endpoint endpoint;
    private final Endpoint target;
    /** Both sockets of every open connection; they leave when either direction ends. */
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private final AtomicInteger accepted = new AtomicInteger();
    private volatile Fault toServer = Fault.NONE;
    private volatile Fault toClient = Fault.NONE;
    private volatile @Nullable ServerSocket listener;

    private FaultLink(Endpoint endpoint, Endpoint target) {
        this.endpoint = endpoint;
        this.target = target;
    }

    /** Opens a link that passes everything on. */
    public static FaultLink to(Endpoint target) {
        FaultLink link = new FaultLink(Endpoint.unused(), target);
        link.listen();
        return link;
    }

    /** Where to connect instead of to the server. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /** How many connections have come so far. */
    public int accepted() {
        return accepted.get();
    }

    public void toServer(Fault fault) {
        toServer = fault;
    }

    public void toClient(Fault fault) {
        toClient = fault;
    }

    /** Takes connections; the state of a new link. */
    public void listen() {
        try {
            ServerSocket next = new ServerSocket();
            next.setReuseAddress(true);
            next.bind(new InetSocketAddress(InetAddress.getByName(endpoint.host()), endpoint.port()), 1024);
            listener = next;
            start("link-" + endpoint, () -> accept(next));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Refuses connections from now on and resets those there are. */
    public void refuse() {
        ServerSocket current = listener;
        if (current != null) {
            close(current);
        }
        resetAll();
    }

    /** Resets every open connection. */
    public void resetAll() {
        open.forEach(FaultLink::reset);
    }

    @Override
    public void close() {
        refuse();
    }

    private void accept(ServerSocket from) {
        while (!from.isClosed()) {
            try {
                Socket client = from.accept();
                accepted.incrementAndGet();
                Socket server = new Socket();
                open.add(client);
                open.add(server);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                try {
                    server.connect(target.address());
                } catch (IOException targetGone) {
                    drop(client, server, true);
                    continue;
                }
                start("link-to-server", () -> pump(client, server, true));
                start("link-to-client", () -> pump(server, client, false));
            } catch (IOException e) {
                // The listener was closed, or a connection ended before it began.
            }
        }
    }

    private void pump(Socket from, Socket to, boolean towardsServer) {
        byte[] chunk = new byte[CHUNK_BYTES];
        long passed = 0;
        boolean reset = false;
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            while (true) {
                while (fault(towardsServer) instanceof Fault.Stall && !from.isClosed()) {
                    LockSupport.parkNanos(STALL_CHECK.toNanos());
                }
                int count = in.read(chunk);
                if (count < 0) {
                    break;
                }
                Fault fault = fault(towardsServer);
                if (fault instanceof Fault.Cut cut && passed + count > cut.afterBytes()) {
                    out.write(chunk, 0, (int) Math.max(0, cut.afterBytes() - passed));
                    reset = cut.reset();
                    break;
                }
                write(fault, out, chunk, count);
                passed += count;
            }
        } catch (IOException ended) {
            reset = true;
        } finally {
            drop(from, to, reset);
        }
    }

    private static void write(Fault fault, OutputStream out, byte[] chunk, int count) throws IOException {
        if (fault instanceof Fault.BlackHole) {
            return;
        }
        if (fault instanceof Fault.Garbage garbage) {
            out.write(garbage.bytes());
            return;
        }
        if (fault instanceof Fault.Drip drip) {
            for (int at = 0; at < count; at += drip.bytes()) {
                out.write(chunk, at, Math.min(drip.bytes(), count - at));
                LockSupport.parkNanos(drip.pause().toNanos());
            }
            return;
        }
        if (fault instanceof Fault.Delay delay) {
            LockSupport.parkNanos(delay.each().toNanos());
        }
        out.write(chunk, 0, count);
    }

    private Fault fault(boolean towardsServer) {
        return towardsServer ? toServer : toClient;
    }

    private void drop(Socket one, Socket other, boolean reset) {
        open.remove(one);
        open.remove(other);
        if (reset) {
            reset(one);
            reset(other);
        } else {
            close(one);
            close(other);
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // Already closed.
        }
        close(socket);
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            // Gone is what it should be.
        }
    }
}

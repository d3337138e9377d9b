// SPDX-License-Identifier: Apache-2.0
package io.ringway.cli.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Redis servers on free ports of this machine, reachable from it alone. Each is its own session, so that Ctrl-C in a terminal
 * reaches this process only and it can finish what is under way before it stops them. On Linux the kernel kills them when
 * the thread that started them ends, however it ends: start them from a thread that lives as long as they shall. Confined to
 * that thread, but for {@link #close}.
 */
public final class EmbeddedShards implements AutoCloseable {
    /** The version of the servers. */
    public static final String REDIS_VERSION = RedisBinary.VERSION;

    public static final String HOST = "127.0.0.1";
    public static final int DEFAULT_COUNT = 3;
    static final String NAME_PREFIX = "shard-";

    private static final long START_SECONDS = 60;
    /** Somebody else may take a free port between our finding and the server's using it. */
    private static final int ATTEMPTS = 3;

    private final List<EmbeddedShard> shards;
    private final @Nullable DataDirectory data;

    private EmbeddedShards(List<EmbeddedShard> shards, @Nullable DataDirectory data) {
        this.shards = List.copyOf(shards);
        this.data = data;
    }

    /** Starts shards that keep nothing on disk. */
    public static EmbeddedShards inMemory(int count) throws EmbeddedFailure, InterruptedException {
        return start(count, null);
    }

    /**
     * Starts shards that keep their data in a directory.
     *
     * @param count 0 for as many as have left data there, or {@value #DEFAULT_COUNT} for a new one
     */
    public static EmbeddedShards keptIn(Path directory, int count) throws EmbeddedFailure, InterruptedException {
        DataDirectory data = DataDirectory.open(directory);
        try {
            int before = data.shardCount();
            if (before != 0 && count != 0 && count != before) {
                throw new EmbeddedFailure("'" + directory + "' holds the data of " + before
                        + " shards, and another number would not find it: use --embedded " + before);
            }
            int wanted = count == 0 ? DEFAULT_COUNT : count;
            return start(before == 0 ? wanted : before, data);
        } catch (EmbeddedFailure | InterruptedException e) {
            data.close();
            throw e;
        }
    }

    /** The shards in the order of their numbers. */
    public List<EmbeddedShard> shards() {
        return shards;
    }

    /** Stops all and waits for their end. Safe for use by any thread. */
    @Override
    public void close() {
        shards.forEach(EmbeddedShard::beginStop);
        shards.forEach(EmbeddedShard::awaitStop);
        if (data != null) {
            data.close();
        }
    }

    private static EmbeddedShards start(int count, @Nullable DataDirectory data)
            throws EmbeddedFailure, InterruptedException {
        try (RedisBinary binary = RedisBinary.provide()) {
            for (int attempt = 1; ; attempt++) {
                EmbeddedShards started = launch(count, data, binary);
                try {
                    for (EmbeddedShard shard : started.shards) {
                        shard.awaitReady(START_SECONDS);
                    }
                    return started;
                } catch (EmbeddedFailure | InterruptedException e) {
                    started.shards.forEach(EmbeddedShard::beginStop);
                    started.shards.forEach(EmbeddedShard::awaitStop);
                    if (attempt == ATTEMPTS || !String.valueOf(e.getMessage()).contains("listening")) {
                        throw e;
                    }
                }
            }
        }
    }

    private static EmbeddedShards launch(int count, @Nullable DataDirectory data, RedisBinary binary)
            throws EmbeddedFailure {
        List<EmbeddedShard> started = new ArrayList<>();
        try {
            for (int port : freePorts(count)) {
                String name = NAME_PREFIX + (started.size() + 1);
                Path directory = data == null ? binary.directory() : data.of(name);
                Process process = new ProcessBuilder(command(binary.file(), port, directory, data != null))
                        .redirectErrorStream(true)
                        .start();
                started.add(new EmbeddedShard(name, port, process));
            }
        } catch (IOException e) {
            started.forEach(EmbeddedShard::beginStop);
            throw new EmbeddedFailure("cannot start Redis: " + e.getMessage());
        }
        return new EmbeddedShards(started, data);
    }

    private static List<String> command(Path binary, int port, Path directory, boolean kept) {
        List<String> command = new ArrayList<>(tether());
        command.addAll(List.of(binary.toString(), "--bind", HOST, "--port", Integer.toString(port)));
        command.addAll(List.of("--dir", directory.toString(), "--save", "", "--appendonly", kept ? "yes" : "no"));
        return command;
    }

    /** The words in front of a command that make it a session of its own, and end it with the thread that starts it. */
    private static List<String> tether() {
        boolean available =
                Stream.of("setsid", "setpriv").allMatch(tool -> Files.isExecutable(Path.of("/usr/bin", tool)));
        return available ? List.of("/usr/bin/setsid", "/usr/bin/setpriv", "--pdeathsig", "KILL", "--") : List.of();
    }

    /** Held all at once before any is given back, so that they differ. */
    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                ServerSocket socket = new ServerSocket();
                held.add(socket);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import redis.embedded.RedisExecProvider;

/**
 * A real server of its own process, without persistence, that can be killed, frozen and started again on its port. Dies with
 * this JVM, however that ends, where the system offers it. Used by one test at a time.
 */
public final class RealRedis implements AutoCloseable {
    private static final Path BINARY = extract();
    private static final boolean DIES_WITH_PARENT = Files.isExecutable(Path.of("/usr/bin/setpriv"));
    private static final int START_ATTEMPTS = 5;
    private static final Duration START_TIMEOUT = Duration.ofSeconds(10);

    /** A process dies with the thread that started it, so that thread has to outlive every test. */
    private static final ExecutorService STARTER = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "redis-starter");
        thread.setDaemon(true);
        return thread;
    });

    private final Path binary;
    private final List<String> options;
    private Endpoint endpoint;
    private Process process;

    private RealRedis(Path binary, List<String> options, Endpoint endpoint, Process process) {
        this.binary = binary;
        this.options = options;
        this.endpoint = endpoint;
        this.process = process;
    }

    /** Starts a server on a free port; options as on its command line. */
    public static RealRedis start(String... options) {
        return start(BINARY, options);
    }

    /** Starts another build of the server than the one that comes with the tests. */
    public static RealRedis start(Path binary, String... options) {
        for (int attempt = 1; ; attempt++) {
            Endpoint endpoint = Endpoint.unused();
            Process process = launch(binary, endpoint, List.of(options));
            if (comesUp(endpoint, process)) {
                return new RealRedis(binary, List.of(options), endpoint, process);
            }
            process.destroyForcibly();
            if (attempt == START_ATTEMPTS) {
                throw new IllegalStateException("redis-server did not start");
            }
        }
    }

    /** Starts several servers. */
    public static List<RealRedis> startAll(int count, String... options) {
        List<RealRedis> servers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            servers.add(start(options));
        }
        return servers;
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    /** A client connected straight to this server. */
    public RawClient connect() {
        return RawClient.connect(endpoint);
    }

    /** Deletes all data and scripts. */
    public void flush() {
        try (RawClient client = connect()) {
            client.call("FLUSHALL");
            client.call("SCRIPT", "FLUSH");
            client.call("FUNCTION", "FLUSH");
        }
    }

    /** Kills the process at once; what it had not sent is lost. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts the server again on the same port, empty. */
    public void restart() {
        kill();
        process = launch(binary, endpoint, options);
        if (!comesUp(endpoint, process)) {
            throw new IllegalStateException("redis-server did not come back on " + endpoint);
        }
    }

    /** Stops the process where it stands: its sockets stay open and take bytes, and nothing is answered. */
    public void freeze() {
        signal("STOP");
    }

    /** Lets a frozen process go on; it answers all it got meanwhile. */
    public void thaw() {
        signal("CONT");
    }

    @Override
    public void close() {
        kill();
    }

    private void signal(String name) {
        try {
            // The shell's own kill: a bare system has no other.
            int code = new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("kill -" + name + " ended with " + code);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Process launch(Path binary, Endpoint endpoint, List<String> options) {
        List<String> command = new ArrayList<>();
        if (DIES_WITH_PARENT) {
            command.addAll(List.of("/usr/bin/setpriv", "--pdeathsig", "KILL"));
        }
        command.add(binary.toString());
        command.addAll(List.of("--bind", endpoint.host(), "--port", Integer.toString(endpoint.port())));
        command.addAll(List.of("--save", "", "--enable-debug-command", "local"));
        // An idle server looks for waits that are over this many times a second; at its own 10, each takes 100 ms.
        command.addAll(List.of("--hz", "100"));
        command.addAll(options);
        return onStarter(() -> new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    private static boolean comesUp(Endpoint endpoint, Process process) {
        Awaitility.await("redis-server on " + endpoint)
                .atMost(START_TIMEOUT)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !process.isAlive() || answers(endpoint));
        return process.isAlive();
    }

    private static boolean answers(Endpoint endpoint) {
        try (RawClient client = RawClient.connect(endpoint)) {
            return !client.call("PING").isEmpty();
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    private static Process onStarter(Callable<Process> start) {
        try {
            return STARTER.submit(start).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path extract() {
        try {
            return RedisExecProvider.defaultProvider().get().toPath().toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

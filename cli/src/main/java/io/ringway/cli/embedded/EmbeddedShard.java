// SPDX-License-Identifier: Apache-2.0
package io.ringway.cli.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running Redis server. Safe for use by any thread. */
public final class EmbeddedShard {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedShard.class);
    private static final String READY = "Ready to accept connections";
    private static final long STOP_SECONDS = 10;

    private final String name;
    private final int port;
    private final Process process;
    /** Completed when the server takes commands; fails with its last words when it ends before. */
    private final CompletableFuture<Void> ready = new CompletableFuture<>();

    /** What the server wrote last. */
    private volatile String lastWords = "it ended at once";

    private volatile boolean stopping;

    EmbeddedShard(String name, int port, Process process) {
        this.name = name;
        this.port = port;
        this.process = process;
        Thread reader = new Thread(this::readOutput, "output of " + name);
        reader.setDaemon(true);
        reader.start();
    }

    public String name() {
        return name;
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    void awaitReady(long seconds) throws EmbeddedFailure, InterruptedException {
        try {
            ready.get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new EmbeddedFailure(name + " did not start: " + lastWords);
        } catch (TimeoutException e) {
            throw new EmbeddedFailure(name + " is not ready after " + seconds + " s");
        }
    }

    /** Asks the server to save and end. */
    void beginStop() {
        stopping = true;
        process.destroy();
    }

    /** Waits for the end and enforces it when it takes too long. */
    void awaitStop() {
        try {
            if (process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }

    private void readOutput() {
        try (BufferedReader output = process.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                LOG.debug("{}: {}", name, line);
                if (line.contains(READY)) {
                    ready.complete(null);
                } else if (!line.isBlank()) {
                    lastWords = line;
                }
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("{}: output ends", name, e);
        }
        ready.completeExceptionally(new IOException(lastWords));
        if (!stopping && !process.isAlive()) {
            LOG.error("shard={} ended by itself, status {}; its keys fail from now on", name, process.exitValue());
        }
    }
}

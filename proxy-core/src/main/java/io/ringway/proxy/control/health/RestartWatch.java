// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.health;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.ringway.proxy.backend.LaneSettings;
import io.ringway.proxy.backend.Shard;
import io.ringway.resp.RespValue;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that a shard is another process than before, by the id that servers draw when they start, and has it given what it
 * lacks. Asks when a lane has connected or was lost, and not more than once in a while. {@link #changed} is safe for use by any thread; all
 * else happens on a thread of its own, where one shard is looked after at a time.
 */
public final class RestartWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RestartWatch.class);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final List<Shard> shards;
    private final LaneSettings settings;
    private final LibraryRepair libraries;
    private final Runnable onRestart;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("ringway-control", true));
    /** By shard, 1 while a look at it is due. */
    private final AtomicIntegerArray due;
    /** By shard, when it was last looked at, in nanoseconds. */
    private final long[] lookedAt;
    /** By shard, what was last said to be wrong with it, so that it is said once. */
    private final String[] troubles;

    /**
     * Watches nothing until a lane has connected.
     *
     * @param onRestart called when a shard is another process than it was, on the watch's thread
     */
    public RestartWatch(List<Shard> shards, LaneSettings settings, LibraryRepair libraries, Runnable onRestart) {
        this.shards = List.copyOf(shards);
        this.settings = settings;
        this.libraries = libraries;
        this.onRestart = onRestart;
        due = new AtomicIntegerArray(shards.size());
        lookedAt = new long[shards.size()];
        troubles = new String[shards.size()];
        Arrays.fill(troubles, "");
        Arrays.fill(lookedAt, System.nanoTime() - PAUSE.toNanos());
    }

    /** A lane has connected to a shard, or has lost its connection. */
    public void changed(int shard) {
        if (due.compareAndSet(shard, 0, 1)) {
            try {
                thread.execute(() -> lookSoon(shard));
            } catch (RejectedExecutionException e) {
                log.debug("no more looks at shards: the proxy is stopping");
            }
        }
    }

    private void lookSoon(int shard) {
        long wait = lookedAt[shard] + PAUSE.toNanos() - System.nanoTime();
        thread.schedule(() -> look(shard), Math.max(0, wait), TimeUnit.NANOSECONDS);
    }

    private void look(int number) {
        due.set(number, 0);
        lookedAt[number] = System.nanoTime();
        Shard shard = shards.get(number);
        try (ShardClient client = ShardClient.connect(shard, settings)) {
            if (!isWell(shard, client)) {
                changed(number);
            }
            troubles[number] = "";
        } catch (ShardRefusal e) {
            report(shard, e);
            if (e.isPassing()) {
                changed(number);
            }
        } catch (IOException | RuntimeException e) {
            // Lanes connect when they are needed; whoever needs one then shall find what it needs on the shard.
            report(shard, e);
            changed(number);
        }
    }

    /** Whether the shard lacks nothing now. */
    private boolean isWell(Shard shard, ShardClient client) throws IOException {
        String process = processOf(client);
        if (libraries.isSettled(shard.number(), process)) {
            return true;
        }
        if (libraries.isRestarted(shard.number(), process)) {
            onRestart.run();
        }
        return libraries.repair(shard, client, process);
    }

    private void report(Shard shard, Exception trouble) {
        String reason = String.valueOf(trouble.getMessage());
        if (!reason.equals(troubles[shard.number()])) {
            troubles[shard.number()] = reason;
            log.warn("libraries not compared shard={} endpoint={} error={}", shard.name(), shard.endpoint(), reason);
        }
    }

    /** What a server draws anew at each start; empty where it does not tell. */
    static String processOf(ShardClient shard) throws IOException {
        RespValue reply = shard.call("INFO", "server");
        if (reply instanceof RespValue.Bulk info) {
            return info.text()
                    .lines()
                    .filter(line -> line.startsWith("run_id:"))
                    .findFirst()
                    .orElse("");
        }
        throw new ShardRefusal(reply instanceof RespValue.Err error ? error.text() : "a strange reply to INFO");
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.history;

import io.ringway.proxy.testing.Endpoint;
import io.ringway.proxy.testing.Seed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Clients that read and write the same few keys through proxies, and straight at the shard beside them, all at the same time; then
 * a check of all that they saw. Faults are the caller's to bring about meanwhile. Used by one test at a time.
 */
public final class HistoryRun {
    /** Instead of a key's number: the operation concerns all. */
    static final int ALL_KEYS = -1;

    private static final AtomicInteger RUNS = new AtomicInteger();

    private final Settings settings;
    private final String prefix = "r" + RUNS.incrementAndGet() + ":";
    private final AtomicLong values = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong count = new AtomicLong();
    private final List<ConcurrentLinkedQueue<Operation>> histories;
    private final List<Thread> threads = new ArrayList<>();
    private final ConcurrentLinkedQueue<Throwable> crashes = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;
    private long latest;

    /**
     * How it is to be.
     *
     * @param proxies whom clients connect to, some to each
     * @param shard where others write directly
     * @param patience how late a write of others may be seen
     */
    public record Settings(
            List<Endpoint> proxies,
            Endpoint shard,
            int clientsPerProxy,
            int directWriters,
            int keys,
            int pipeline,
            int writePercent,
            Set<Feature> features,
            Duration patience) {
        public Settings {
            proxies = List.copyOf(proxies);
            features = Set.copyOf(features);
        }
    }

    private HistoryRun(Settings settings) {
        this.settings = settings;
        this.histories = IntStream.range(0, settings.keys())
                .mapToObj(i -> new ConcurrentLinkedQueue<Operation>())
                .toList();
    }

    /** Starts the clients. */
    public static HistoryRun start(Settings settings) {
        HistoryRun run = new HistoryRun(settings);
        int id = 0;
        for (int proxy = 0; proxy < settings.proxies().size(); proxy++) {
            for (int i = 0; i < settings.clientsPerProxy(); i++) {
                run.startClient(id++, proxy, settings.proxies().get(proxy), settings.writePercent());
            }
        }
        for (int i = 0; i < settings.directWriters(); i++) {
            run.startClient(id++, Operation.DIRECT, settings.shard(), 100);
        }
        run.threads.forEach(Thread::start);
        return run;
    }

    private void startClient(int id, int proxy, Endpoint endpoint, int writePercent) {
        Random random = new Random(Seed.value() * 1000 + RUNS.get() * 100L + id);
        Actions actions = new Actions(prefix, settings.keys(), settings.features(), values, id, random, writePercent);
        HistoryClient client =
                new HistoryClient(this, id, proxy, endpoint, actions, random, proxy < 0 ? 1 : settings.pipeline());
        Thread thread = new Thread(() -> work(client, proxy < 0), "history-client-" + id);
        thread.setDaemon(true);
        threads.add(thread);
    }

    private void work(HistoryClient client, boolean direct) {
        try {
            while (!stopped) {
                count.addAndGet(client.round());
                if (direct) {
                    // Others write now and then, or nothing would ever be remembered.
                    java.util.concurrent.locks.LockSupport.parkNanos(3_000_000);
                }
            }
        } catch (RuntimeException | Error e) {
            crashes.add(e);
        } finally {
            client.close();
        }
    }

    /** How many operations there have been. */
    public long operations() {
        return count.get();
    }

    /** Something other than a client takes all values away, as a restart does; to be told before it begins. */
    public long emptyingBegins() {
        return System.nanoTime();
    }

    /** See {@link #emptyingBegins}. */
    public void emptyingEnds(long begun) {
        note(
                ALL_KEYS,
                new Operation(
                        Operation.Kind.DELETE,
                        -1,
                        Operation.DIRECT,
                        Operation.ABSENT,
                        begun,
                        System.nanoTime(),
                        Operation.NEVER,
                        (int) values.incrementAndGet(),
                        0));
    }

    /** Stops the clients and returns what is wrong with what they saw. */
    public List<String> stop() {
        stopped = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        List<String> complaints = new ArrayList<>();
        crashes.forEach(crash -> complaints.add("a client crashed: " + crash));
        for (int key = 0; key < histories.size(); key++) {
            HistoryChecker checker = new HistoryChecker(
                    Actions.name(prefix, key),
                    List.copyOf(histories.get(key)),
                    settings.patience().toNanos());
            complaints.addAll(checker.check());
            latest = Math.max(latest, checker.latestSight());
        }
        return complaints;
    }

    /** How late the latest write of others was seen; known after the end. */
    public Duration latestSight() {
        return Duration.ofNanos(latest);
    }

    /** How many operations failed. */
    public long failures() {
        return failures.get();
    }

    void note(int key, Operation operation) {
        if (key == ALL_KEYS) {
            histories.forEach(history -> history.add(operation));
        } else {
            histories.get(key).add(operation);
        }
    }

    void failed() {
        failures.incrementAndGet();
    }
}

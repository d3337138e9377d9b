// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.proxy.testing.OnEmptyServers;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.SharedRedis;
import io.ringway.proxy.testing.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.redisson.Redisson;
import org.redisson.api.BatchOptions;
import org.redisson.api.RBatch;
import org.redisson.api.RBlockingQueue;
import org.redisson.api.RFuture;
import org.redisson.api.RLock;
import org.redisson.api.RMap;
import org.redisson.api.RMapCache;
import org.redisson.api.RSemaphore;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;
import org.redisson.config.Protocol;

/** Two processes' worth of Redisson: locks that only one holds, maps that lose nothing, queues and topics. */
@OnEmptyServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RedissonIT {
    private static final int THREADS = 8;
    private static final int ROUNDS = 25;
    /** Names of things, which end up on different shards. */
    private static final int NAMES = 5;

    @AutoClose
    private final ProxyFixture proxy = ProxyFixture.before(SharedRedis.endpoints(4));

    @AutoClose("shutdownNow")
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void oneAtATimeHoldsALock(Protocol protocol) throws Exception {
        try (Clients clients = new Clients(protocol)) {
            for (Kind kind : Kind.values()) {
                AtomicInteger[] holders = counters();
                int[] guarded = new int[NAMES];
                Threads.run(THREADS, thread -> {
                    for (int round = 0; round < ROUNDS; round++) {
                        int name = (thread + round) % NAMES;
                        RLock lock = kind.of(clients.of(thread), "lock:" + kind + ":" + name);
                        lock.lock();
                        try {
                            assertThat(holders[name].incrementAndGet())
                                    .as("holders of %s %d", kind, name)
                                    .isEqualTo(1);
                            // Not atomic, and not needed to be.
                            guarded[name] = guarded[name] + 1;
                            holders[name].decrementAndGet();
                        } finally {
                            lock.unlock();
                        }
                    }
                });
                assertThat(IntStream.of(guarded).sum()).as(kind.toString()).isEqualTo(THREADS * ROUNDS);
            }
            assertThat(clients.of(0).getKeys().countExists(names("lock:PLAIN"))).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void aLockThatIsHeldIsWaitedForAndOneThatIsForgottenEnds(Protocol protocol) throws Exception {
        try (Clients clients = new Clients(protocol)) {
            RLock mine = clients.of(0).getLock("lock");
            Future<Boolean> waiting;
            mine.lock();
            try {
                assertThat(threads.submit(() -> clients.of(2).getLock("lock").tryLock(100, TimeUnit.MILLISECONDS))
                                .get())
                        .isFalse();
                waiting = threads.submit(() -> clients.of(2).getLock("lock").tryLock(20, 1, TimeUnit.SECONDS));
                await().during(Duration.ofMillis(200)).until(() -> !waiting.isDone());
            } finally {
                mine.unlock();
            }
            assertThat(waiting.get(10, TimeUnit.SECONDS)).isTrue();

            // Nobody unlocks it: its lease of a second runs out.
            assertThat(mine.tryLock(10, TimeUnit.SECONDS)).isTrue();
            mine.unlock();
        }
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void mapsAndCountersLoseNoUpdate(Protocol protocol) throws Exception {
        try (Clients clients = new Clients(protocol)) {
            Threads.run(THREADS, thread -> {
                RedissonClient redisson = clients.of(thread);
                for (int round = 0; round < ROUNDS; round++) {
                    String name = Integer.toString(round % NAMES);
                    redisson.<String, Integer>getMap("totals:" + name, StringCodec.INSTANCE)
                            .addAndGet("total", 1);
                    redisson.<String, String>getMap("map:" + name).fastPut(thread + ":" + round, "x");
                    redisson.<String, String>getMapCache("cache:" + name)
                            .fastPut(thread + ":" + round, "x", 1, TimeUnit.HOURS);
                    redisson.getAtomicLong("counter:" + name).addAndGet(2);
                    redisson.getSet("set:" + name).add(thread + ":" + round);
                    redisson.getScoredSortedSet("scores:" + name).addScore("all", 1);
                }
            });

            RedissonClient redisson = clients.of(0);
            int each = THREADS * ROUNDS / NAMES;
            for (int name = 0; name < NAMES; name++) {
                RMap<String, String> totals = redisson.getMap("totals:" + name, StringCodec.INSTANCE);
                assertThat(totals.get("total")).isEqualTo(Integer.toString(each));
                RMap<String, String> map = redisson.getMap("map:" + name);
                assertThat(map.size()).isEqualTo(each);
                assertThat(map.readAllKeySet()).hasSize(each);
                RMapCache<String, String> cache = redisson.getMapCache("cache:" + name);
                assertThat(cache.size()).isEqualTo(each);
                assertThat(redisson.getAtomicLong("counter:" + name).get()).isEqualTo(2L * each);
                assertThat(redisson.getSet("set:" + name).size()).isEqualTo(each);
                assertThat(redisson.getScoredSortedSet("scores:" + name).getScore("all"))
                        .isEqualTo(each);
            }
            RMapCache<String, String> cache = redisson.getMapCache("cache:0");
            cache.put("short", "x", 300, TimeUnit.MILLISECONDS);
            await().until(() -> cache.get("short") == null);
        }
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void everyElementOfAQueueIsTakenOnce(Protocol protocol) throws Exception {
        try (Clients clients = new Clients(protocol)) {
            List<Integer> taken = new CopyOnWriteArrayList<>();
            Threads.run(THREADS, thread -> {
                RBlockingQueue<Integer> queue = clients.of(thread).getBlockingQueue("queue");
                for (int round = 0; round < ROUNDS; round++) {
                    if (thread % 2 == 0) {
                        queue.put(thread * ROUNDS + round);
                    } else {
                        taken.add(queue.take());
                    }
                }
            });
            List<Integer> put = IntStream.range(0, THREADS)
                    .filter(thread -> thread % 2 == 0)
                    .boxed()
                    .flatMap(thread -> IntStream.range(0, ROUNDS).mapToObj(round -> thread * ROUNDS + round))
                    .toList();
            assertThat(taken).containsExactlyInAnyOrderElementsOf(put);
        }
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void aSemaphoreLetsNoMoreIn(Protocol protocol) throws Exception {
        try (Clients clients = new Clients(protocol)) {
            clients.of(0).getSemaphore("semaphore").trySetPermits(3);
            AtomicInteger inside = new AtomicInteger();
            Threads.run(THREADS, thread -> {
                RSemaphore semaphore = clients.of(thread).getSemaphore("semaphore");
                for (int round = 0; round < ROUNDS; round++) {
                    semaphore.acquire();
                    assertThat(inside.incrementAndGet()).isLessThanOrEqualTo(3);
                    inside.decrementAndGet();
                    semaphore.release();
                }
            });
            assertThat(clients.of(0).getSemaphore("semaphore").availablePermits())
                    .isEqualTo(3);
        }
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void everyListenerOfATopicHearsEveryMessageOnce(Protocol protocol) {
        try (Clients clients = new Clients(protocol)) {
            List<List<String>> heard = new ArrayList<>();
            for (int listener = 0; listener < 4; listener++) {
                List<String> messages = new CopyOnWriteArrayList<>();
                heard.add(messages);
                clients.of(listener)
                        .getTopic("topic", StringCodec.INSTANCE)
                        .addListener(String.class, (channel, message) -> messages.add(message));
            }
            List<String> sent = IntStream.range(0, THREADS * ROUNDS)
                    .mapToObj(Integer::toString)
                    .toList();
            // Listeners of one client share a subscription.
            sent.forEach(message -> assertThat(clients.of(0)
                            .getTopic("topic", StringCodec.INSTANCE)
                            .publish(message))
                    .isEqualTo(2));

            for (List<String> messages : heard) {
                await().until(() -> messages.size() >= sent.size());
                assertThat(messages).containsExactlyInAnyOrderElementsOf(sent);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void aBatchIsDoneWholeAndAtomicWhereAskedTo(Protocol protocol) {
        try (Clients clients = new Clients(protocol)) {
            RBatch spread = clients.of(0).createBatch();
            List<RFuture<Long>> counts = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                counts.add(spread.getAtomicLong("counter:" + i).addAndGetAsync(i));
            }
            spread.execute();
            for (int i = 0; i < 100; i++) {
                assertThat(counts.get(i).toCompletableFuture().join()).isEqualTo(i);
            }

            RBatch atomic = clients.of(0)
                    .createBatch(BatchOptions.defaults().executionMode(BatchOptions.ExecutionMode.IN_MEMORY_ATOMIC));
            RFuture<Long> counter = atomic.getAtomicLong("{atomic}counter").incrementAndGetAsync();
            RFuture<Boolean> put = atomic.<String, String>getMap("{atomic}map").fastPutAsync("k", "v");
            assertThat(atomic.execute().getResponses()).isEqualTo(List.of(1L, true));
            assertThat(counter.toCompletableFuture().join()).isEqualTo(1);
            assertThat(put.toCompletableFuture().join()).isTrue();
            assertThat(clients.of(1).<String, String>getMap("{atomic}map").readAllMap())
                    .isEqualTo(Map.of("k", "v"));
        }
    }

    private static AtomicInteger[] counters() {
        return IntStream.range(0, NAMES).mapToObj(i -> new AtomicInteger()).toArray(AtomicInteger[]::new);
    }

    private static String[] names(String prefix) {
        return IntStream.range(0, NAMES).mapToObj(i -> prefix + ":" + i).toArray(String[]::new);
    }

    /** The ways to make only one wait at a time. */
    private enum Kind {
        PLAIN {
            @Override
            RLock of(RedissonClient redisson, String name) {
                return redisson.getLock(name);
            }
        },
        FAIR {
            @Override
            RLock of(RedissonClient redisson, String name) {
                return redisson.getFairLock(name);
            }
        },
        WRITE {
            @Override
            RLock of(RedissonClient redisson, String name) {
                return redisson.getReadWriteLock(name).writeLock();
            }
        };

        abstract RLock of(RedissonClient redisson, String name);
    }

    /** Two clients, as of two processes; threads alternate between them. */
    private final class Clients implements AutoCloseable {
        private final List<RedissonClient> clients;

        Clients(Protocol protocol) {
            this.clients = List.of(start(protocol), start(protocol));
        }

        RedissonClient of(int thread) {
            return clients.get(thread / 2 % 2);
        }

        private RedissonClient start(Protocol protocol) {
            Config config = new Config();
            config.setProtocol(protocol);
            config.setNettyThreads(2);
            config.setThreads(4);
            // Redisson misses an unlock now and then, with any server, and then waits until the lock would end by
            // itself.
            config.setLockWatchdogTimeout(3_000);
            config.setFairLockWaitTimeout(3_000);
            config.useSingleServer()
                    .setAddress("redis://" + proxy.endpoint().host() + ":"
                            + proxy.endpoint().port())
                    .setConnectionMinimumIdleSize(4)
                    .setConnectionPoolSize(16);
            return Redisson.create(config);
        }

        @Override
        public void close() {
            clients.forEach(client -> client.shutdown(0, 2, TimeUnit.SECONDS));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.proxy.testing.OnEmptyServers;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.SharedRedis;
import io.ringway.proxy.testing.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.AbstractTransaction;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisDataException;

/** Threads that share a pool of Jedis connections: a bank whose transfers are transactions, and a queue. */
@OnEmptyServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class JedisTransactionsIT {
    private static final int THREADS = 12;
    private static final int ROUNDS = 60;
    /** Banks are on different shards; the accounts of one bank are on the same. */
    private static final int BANKS = 6;

    private static final int ACCOUNTS = 4;
    private static final long FORTUNE = 1_000;

    @AutoClose
    private final ProxyFixture proxy = ProxyFixture.before(SharedRedis.endpoints(4));

    @AutoClose("shutdownNow")
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    @ParameterizedTest
    @EnumSource(RedisProtocol.class)
    void watchedTransfersNeitherMakeNorLoseMoney(RedisProtocol protocol) throws Exception {
        try (RedisClient pool = pool(protocol)) {
            openAccounts(pool);
            Threads.run(THREADS, thread -> {
                for (int round = 0; round < ROUNDS; round++) {
                    transfer(pool, (thread + round) % BANKS);
                }
            });

            long transfers = 0;
            for (int bank = 0; bank < BANKS; bank++) {
                assertThat(balances(pool, bank).stream().mapToLong(Long::longValue))
                        .allMatch(balance -> balance >= 0);
                assertThat(balances(pool, bank).stream()
                                .mapToLong(Long::longValue)
                                .sum())
                        .isEqualTo(ACCOUNTS * FORTUNE);
                transfers += Long.parseLong(pool.get(transfers(bank)));
                assertThat(pool.llen(book(bank))).isEqualTo(Long.parseLong(pool.get(transfers(bank))));
            }
            assertThat(transfers).isEqualTo((long) THREADS * ROUNDS);
            assertThat(pool.getPool().getNumActive()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(RedisProtocol.class)
    void nobodySeesHalfATransaction(RedisProtocol protocol) throws Exception {
        try (RedisClient pool = pool(protocol)) {
            Threads.run(THREADS, thread -> {
                for (int round = 0; round < ROUNDS; round++) {
                    String value = thread + ":" + round;
                    try (AbstractTransaction transaction = pool.multi()) {
                        transaction.mset("{pair}a", value, "{pair}b", value);
                        Response<List<String>> pair = transaction.mget("{pair}a", "{pair}b");
                        Response<Long> count = transaction.incr("{pair}count");
                        assertThat(transaction.exec()).hasSize(3);
                        assertThat(pair.get()).containsExactly(value, value);
                        assertThat(count.get()).isBetween(1L, (long) THREADS * ROUNDS);
                    }
                    List<String> seen = pool.mget("{pair}a", "{pair}b");
                    assertThat(seen.get(0)).isEqualTo(seen.get(1));
                }
            });

            assertThat(pool.get("{pair}count")).isEqualTo(Integer.toString(THREADS * ROUNDS));
            assertThat(pool.getPool().getNumActive()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(RedisProtocol.class)
    void aTransactionThatIsGivenUpOrCannotBeDoesNothing(RedisProtocol protocol) {
        try (RedisClient pool = pool(protocol);
                Connection connection = pool.getPool().getResource()) {
            Jedis jedis = new Jedis(connection);
            jedis.set("{t}text", "v");
            AbstractTransaction discarded = jedis.multi();
            discarded.set("{t}text", "not this");
            assertThat(discarded.discard()).isEqualTo("OK");
            assertThat(jedis.get("{t}text")).isEqualTo("v");

            AbstractTransaction failing = jedis.multi();
            failing.incr("{t}count");
            Response<Long> wrong = failing.lpush("{t}text", "x");
            failing.incr("{t}count");
            assertThat(failing.exec()).hasSize(3).element(2).isEqualTo(2L);
            assertThatThrownBy(wrong::get)
                    .isInstanceOf(JedisDataException.class)
                    .hasMessageStartingWith("WRONGTYPE");

            AbstractTransaction scattered = jedis.multi();
            IntStream.range(0, 20).forEach(i -> scattered.incr("somewhere:" + i));
            assertThatThrownBy(scattered::exec)
                    .isInstanceOf(JedisDataException.class)
                    .hasMessageStartingWith("EXECABORT");
            assertThat(jedis.exists("somewhere:0", "somewhere:1", "somewhere:2"))
                    .isZero();
            assertThat(jedis.get("{t}count")).isEqualTo("2");
        }
    }

    @ParameterizedTest
    @EnumSource(RedisProtocol.class)
    void everyJobOfAQueueIsTakenByOneThread(RedisProtocol protocol) throws Exception {
        try (RedisClient pool = pool(protocol)) {
            List<Future<List<String>>> workers = new ArrayList<>();
            for (int worker = 0; worker < THREADS / 2; worker++) {
                workers.add(threads.submit(() -> work(pool)));
            }
            List<Future<Void>> producers = new ArrayList<>();
            for (int producer = 0; producer < THREADS / 2; producer++) {
                int number = producer;
                producers.add(threads.submit(() -> produce(pool, number)));
            }
            for (Future<Void> producer : producers) {
                producer.get();
            }
            workers.forEach(worker -> pool.rpush("{jobs}0", "end"));

            List<String> done = new ArrayList<>();
            for (Future<List<String>> worker : workers) {
                done.addAll(worker.get());
            }
            assertThat(done)
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, THREADS / 2 * ROUNDS)
                            .mapToObj(job -> "job:" + job)
                            .toList());
            assertThat(pool.getPool().getNumActive()).isZero();
        }
    }

    /** Takes jobs from two lists until one says that was all. */
    private static List<String> work(RedisClient pool) {
        List<String> done = new ArrayList<>();
        while (true) {
            List<String> taken = pool.blpop(15, "{jobs}1", "{jobs}0");
            assertThat(taken).as("a job within 15 seconds").isNotNull();
            if (taken.get(1).equals("end")) {
                return done;
            }
            done.add(taken.get(1));
        }
    }

    private static Void produce(RedisClient pool, int producer) {
        for (int round = 0; round < ROUNDS; round++) {
            pool.rpush("{jobs}" + round % 2, "job:" + (producer * ROUNDS + round));
        }
        return null;
    }

    /** Moves an amount between two accounts, as often as it takes until nobody was in the way. */
    private static void transfer(RedisClient pool, int bank) {
        int from = ThreadLocalRandom.current().nextInt(ACCOUNTS);
        int to = (from + 1 + ThreadLocalRandom.current().nextInt(ACCOUNTS - 1)) % ACCOUNTS;
        List<Object> replies;
        do {
            try (Connection connection = pool.getPool().getResource()) {
                Jedis jedis = new Jedis(connection);
                jedis.watch(account(bank, from), account(bank, to));
                long balance = Long.parseLong(jedis.get(account(bank, from)));
                long target = Long.parseLong(jedis.get(account(bank, to)));
                long amount = ThreadLocalRandom.current().nextLong(balance / 2 + 1);
                AbstractTransaction transaction = jedis.multi();
                transaction.set(account(bank, from), Long.toString(balance - amount));
                transaction.set(account(bank, to), Long.toString(target + amount));
                transaction.incr(transfers(bank));
                transaction.rpush(book(bank), from + " to " + to + ": " + amount);
                replies = transaction.exec();
            }
        } while (replies == null);
        assertThat(replies).hasSize(4).startsWith("OK", "OK");
    }

    private static void openAccounts(RedisClient pool) {
        for (int bank = 0; bank < BANKS; bank++) {
            for (int account = 0; account < ACCOUNTS; account++) {
                pool.set(account(bank, account), Long.toString(FORTUNE));
            }
        }
    }

    private static List<Long> balances(RedisClient pool, int bank) {
        return IntStream.range(0, ACCOUNTS)
                .mapToObj(account -> Long.parseLong(pool.get(account(bank, account))))
                .toList();
    }

    private static String account(int bank, int account) {
        return "{bank:" + bank + "}:account:" + account;
    }

    private static String transfers(int bank) {
        return "{bank:" + bank + "}:transfers";
    }

    private static String book(int bank) {
        return "{bank:" + bank + "}:book";
    }

    private RedisClient pool(RedisProtocol protocol) {
        return RedisClient.builder()
                .hostAndPort(proxy.endpoint().host(), proxy.endpoint().port())
                .clientConfig(DefaultJedisClientConfig.builder()
                        .protocol(protocol)
                        .socketTimeoutMillis(20_000)
                        .build())
                .build();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.ringway.proxy.control.config.CacheConfig;
import io.ringway.proxy.testing.Comparison;
import io.ringway.proxy.testing.Delivery;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.Script;
import io.ringway.proxy.testing.Seed;
import io.ringway.proxy.testing.SharedRedis;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Reads are looked for before the commands in front of them are carried out, and still are answered as if they had not been: behind
 * writes, in another database or protocol version, in transactions, and when the rest of the batch has to wait.
 */
final class CachedPipelinesIT {
    private static final int BATCHES = 250;
    private static final int MOST_COMMANDS = 70;

    /** Few keys, so that most is remembered, and written soon after. */
    private static final List<String> READS = List.of(
            "GET a",
            "GET b",
            "GET {a}long",
            "GET none",
            "STRLEN a",
            "EXISTS b",
            "HGETALL h",
            "HGET h f",
            "LRANGE l 0 -1",
            "TYPE a",
            "MGET a b none",
            "GETRANGE {a}long 5 9000",
            "GET h",
            "GET");

    private static final List<String> OTHERS = List.of(
            "SET a 1",
            "APPEND a x",
            "DEL b",
            "SET b 2 PX 20000",
            "HSET h f v g w",
            "HDEL h f",
            "RPUSH l x",
            "DEL l",
            "MSET a 5 b 6",
            "SELECT 1",
            "SELECT 0",
            "SELECT 0",
            "EVAL \"return redis.call('incr', KEYS[1])\" 1 {a}n",
            "BLPOP l 0.01",
            "RENAME a {a}other",
            "RENAME {a}other a",
            "RESET",
            "NOSUCHCOMMAND a",
            "PING");

    private static final List<String> IN_TRANSACTIONS = List.of("MULTI", "EXEC", "EXEC");
    private static final List<String> IN_BOTH_PROTOCOLS = List.of("~HELLO 3 SETNAME x", "~HELLO 2");

    @ParameterizedTest(name = "{0} shards")
    @ValueSource(ints = {1, 4})
    void pipelinedReadsGetTheSameReplies(int shards) {
        SharedRedis.flush();
        Random random = new Random(Seed.value() + shards);
        try (ProxyFixture proxy = ProxyFixture.before(
                        SharedRedis.endpoints(shards), config -> config.withCache(CacheConfig.ofSize(16 << 20)));
                RawClient direct = SharedRedis.DIRECT.connect();
                RawClient proxied = proxy.connect()) {
            for (RawClient each : List.of(direct, proxied)) {
                each.call("SET", "{a}long", "long".repeat(5000));
            }
            List<List<Script.Line>> last = new ArrayList<>();
            for (int i = 0; i < BATCHES; i++) {
                List<Script.Line> batch = batch(random, shards == 1 ? IN_TRANSACTIONS : IN_BOTH_PROTOCOLS);
                Delivery delivery = random.nextBoolean() ? Delivery.PIPELINED : Delivery.TORN;
                assertThatCode(() -> Comparison.assertSame(
                                batch,
                                Delivery.PIPELINED.run(direct, batch, random),
                                delivery.run(proxied, batch, random)))
                        .as(
                                "%s of %s, behind %s, %s",
                                delivery, batch, last.subList(Math.max(0, last.size() - 2), last.size()), Seed.hint())
                        .doesNotThrowAnyException();
                last.add(batch);
            }
            proxied.call("RESET");
            assertThat(proxied.call("RINGWAY", "CACHE", "STATS")).containsPattern("cache_reads_hit:[1-9][0-9]{2,}");
        }
    }

    private static List<Script.Line> batch(Random random, List<String> now) {
        List<Script.Line> batch = new ArrayList<>();
        int others = random.nextInt(10);
        for (int i = random.nextInt(MOST_COMMANDS); i >= 0; i--) {
            List<String> from = random.nextInt(10) >= others ? READS : random.nextInt(8) == 0 ? now : OTHERS;
            batch.add(Script.line(from.get(random.nextInt(from.size()))));
        }
        return batch;
    }
}

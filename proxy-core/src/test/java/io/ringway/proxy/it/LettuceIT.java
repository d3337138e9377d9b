// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanIterator;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.protocol.ProtocolVersion;
import io.ringway.proxy.testing.OnEmptyServers;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.SharedRedis;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lettuce, unmodified, works through the proxy as with one server. */
@OnEmptyServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LettuceIT {
    private static final List<String> KEYS =
            IntStream.range(0, 500).mapToObj(i -> "key:" + i).toList();

    @AutoClose
    private final ProxyFixture proxy = ProxyFixture.before(SharedRedis.endpoints(4));

    private final RedisClient client = newClient();

    @AfterAll
    void stop() {
        client.shutdown(0, 5, TimeUnit.SECONDS);
    }

    @SuppressWarnings("unchecked") // a generic array of scored values
    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void valuesOfEveryTypeComeBack(ProtocolVersion protocol) {
        try (StatefulRedisConnection<String, String> connection = connect(protocol)) {
            RedisCommands<String, String> redis = connection.sync();
            assertThat(redis.ping()).isEqualTo("PONG");
            assertThat(redis.set("text", "grüße\r\n")).isEqualTo("OK");
            assertThat(redis.get("text")).isEqualTo("grüße\r\n");
            assertThat(redis.get("missing")).isNull();
            assertThat(redis.incrby("counter", 41)).isEqualTo(41);
            assertThat(redis.hset("hash", Map.of("a", "1", "b", "2"))).isEqualTo(2);
            assertThat(redis.hgetall("hash")).isEqualTo(Map.of("a", "1", "b", "2"));
            assertThat(redis.rpush("list", "a", "b", "c")).isEqualTo(3);
            assertThat(redis.lrange("list", 0, -1)).containsExactly("a", "b", "c");
            assertThat(redis.sadd("set", "a", "b")).isEqualTo(2);
            assertThat(redis.smembers("set")).containsExactlyInAnyOrder("a", "b");
            assertThat(redis.zadd("zset", ScoredValue.just(1.5, "a"), ScoredValue.just(2, "b")))
                    .isEqualTo(2);
            assertThat(redis.zrangeWithScores("zset", 0, -1))
                    .containsExactly(ScoredValue.just(1.5, "a"), ScoredValue.just(2, "b"));
            assertThat(redis.zscore("zset", "a")).isEqualTo(1.5);
            assertThat(redis.<String>eval(
                            "return redis.call('get', KEYS[1])", ScriptOutputType.VALUE, new String[] {"counter"}))
                    .isEqualTo("41");
            assertThat(redis.expire("text", 100)).isTrue();
            assertThat(redis.ttl("text")).isBetween(90L, 100L);
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void commandsOfManyKeysReachAllShards(ProtocolVersion protocol) {
        try (StatefulRedisConnection<String, String> connection = connect(protocol)) {
            RedisCommands<String, String> redis = connection.sync();
            String[] keys = KEYS.toArray(String[]::new);

            assertThat(redis.mset(valuesByKey())).isEqualTo("OK");

            assertThat(redis.mget(keys))
                    .containsExactlyElementsOf(KEYS.stream()
                            .map(key -> KeyValue.just(key, "of " + key))
                            .toList());
            assertThat(redis.exists(keys)).isEqualTo(KEYS.size());
            assertThat(redis.dbsize()).isEqualTo(KEYS.size());
            assertThat(redis.keys("key:*")).containsExactlyInAnyOrderElementsOf(KEYS);
            assertThat(redis.touch(keys)).isEqualTo(KEYS.size());
            assertThat(redis.del(keys)).isEqualTo(KEYS.size());
            assertThat(redis.dbsize()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void scanVisitsEveryKeyOfEveryShard(ProtocolVersion protocol) {
        try (StatefulRedisConnection<String, String> connection = connect(protocol)) {
            connection.sync().mset(valuesByKey());
            List<String> seen = new ArrayList<>();
            ScanIterator.scan(connection.sync(), ScanArgs.Builder.limit(11)).forEachRemaining(seen::add);

            assertThat(seen).containsAll(KEYS);
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void pipelinedRepliesComeInOrder(ProtocolVersion protocol) throws Exception {
        try (StatefulRedisConnection<String, String> connection = connect(protocol)) {
            RedisAsyncCommands<String, String> redis = connection.async();
            connection.setAutoFlushCommands(false);
            List<RedisFuture<String>> replies = new ArrayList<>();
            for (String key : KEYS) {
                RedisFuture<String> unused = redis.set(key, "of " + key);
                replies.add(redis.get(key));
            }
            connection.flushCommands();

            for (int i = 0; i < KEYS.size(); i++) {
                assertThat(replies.get(i).get(10, TimeUnit.SECONDS)).isEqualTo("of " + KEYS.get(i));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void theConnectionKeepsItsOwnState(ProtocolVersion protocol) {
        try (StatefulRedisConnection<String, String> one = connect(protocol);
                StatefulRedisConnection<String, String> other = connect(protocol)) {
            assertThat(one.sync().clientSetname("me")).isEqualTo("OK");
            assertThat(one.sync().clientGetname()).isEqualTo("me");
            assertThat(other.sync().clientGetname()).isNull();
            assertThat(one.sync().clientId()).isNotEqualTo(other.sync().clientId());
            assertThat(one.sync().clientList()).contains("name=me");

            assertThat(one.sync().select(3)).isEqualTo("OK");
            one.sync().set("k", "in 3");

            assertThat(other.sync().get("k")).isNull();
            assertThat(one.sync().dbsize()).isEqualTo(1);
            assertThat(one.sync().flushall()).isEqualTo("OK");
            assertThat(one.sync().get("k")).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void errorsAreErrorsAndTheConnectionGoesOn(ProtocolVersion protocol) {
        try (StatefulRedisConnection<String, String> connection = connect(protocol)) {
            RedisCommands<String, String> redis = connection.sync();
            redis.set("text", "v");
            assertThatThrownBy(() -> redis.lpush("text", "x"))
                    .isInstanceOf(RedisCommandExecutionException.class)
                    .hasMessageStartingWith("WRONGTYPE");
            assertThatThrownBy(() -> redis.sunion("a", "b", "c", "d", "e"))
                    .isInstanceOf(RedisCommandExecutionException.class)
                    .hasMessageStartingWith("CROSSSLOT");
            assertThat(redis.sunion("{t}a", "{t}b")).isEmpty();
            assertThat(redis.get("text")).isEqualTo("v");
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void scriptsLoadedOnceRunOnEveryShard(ProtocolVersion protocol) {
        try (StatefulRedisConnection<String, String> connection = connect(protocol)) {
            RedisCommands<String, String> redis = connection.sync();
            redis.mset(valuesByKey());
            String digest = redis.scriptLoad("return redis.call('get', KEYS[1])");
            assertThat(redis.scriptExists(digest)).containsExactly(true);
            for (String key : KEYS.subList(0, 50)) {
                assertThat(redis.<String>evalsha(digest, ScriptOutputType.VALUE, new String[] {key}))
                        .isEqualTo("of " + key);
            }
            assertThat(redis.scriptFlush()).isEqualTo("OK");
            assertThat(redis.scriptExists(digest)).containsExactly(false);
        }
    }

    private StatefulRedisConnection<String, String> connect(ProtocolVersion protocol) {
        client.setOptions(ClientOptions.builder().protocolVersion(protocol).build());
        return client.connect();
    }

    private static Map<String, String> valuesByKey() {
        return KEYS.stream().collect(Collectors.toMap(key -> key, key -> "of " + key));
    }

    private RedisClient newClient() {
        // With two native transports on the class path it would warn about the one it does not take.
        System.setProperty("io.lettuce.core.iouring", "false");
        return RedisClient.create(
                RedisURI.create(proxy.endpoint().host(), proxy.endpoint().port()));
    }
}

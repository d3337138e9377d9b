// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.proxy.testing.OnEmptyServers;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.SharedRedis;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.Response;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.resps.ScanResult;
import redis.clients.jedis.resps.StreamEntry;
import redis.clients.jedis.resps.Tuple;

/** Jedis, unmodified, works through the proxy as with one server. */
@OnEmptyServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class JedisIT {
    private static final int KEYS = 500;

    @AutoClose
    private final ProxyFixture proxy = ProxyFixture.before(SharedRedis.endpoints(4));

    @ParameterizedTest
    @EnumSource(RedisProtocol.class)
    void valuesOfEveryTypeComeBack(RedisProtocol protocol) {
        try (Jedis jedis = connect(protocol)) {
            assertThat(jedis.ping()).isEqualTo("PONG");
            assertThat(jedis.set("text", "grüße\r\n")).isEqualTo("OK");
            assertThat(jedis.get("text")).isEqualTo("grüße\r\n");
            assertThat(jedis.get("missing")).isNull();
            assertThat(jedis.set("text", "x", SetParams.setParams().nx())).isNull();
            assertThat(jedis.incrBy("counter", 41)).isEqualTo(41);
            assertThat(jedis.hset("hash", Map.of("a", "1", "b", "2"))).isEqualTo(2);
            assertThat(jedis.hgetAll("hash")).isEqualTo(Map.of("a", "1", "b", "2"));
            assertThat(jedis.rpush("list", "a", "b", "c")).isEqualTo(3);
            assertThat(jedis.lrange("list", 0, -1)).containsExactly("a", "b", "c");
            assertThat(jedis.sadd("set", "a", "b")).isEqualTo(2);
            assertThat(jedis.smembers("set")).containsExactlyInAnyOrder("a", "b");
            assertThat(jedis.zadd("zset", Map.of("a", 1.5, "b", 2.0))).isEqualTo(2);
            assertThat(jedis.zrangeWithScores("zset", 0, -1)).containsExactly(new Tuple("a", 1.5), new Tuple("b", 2.0));
            StreamEntryID id = jedis.xadd("stream", new StreamEntryID(1, 1), Map.of("f", "v"));
            assertThat(jedis.xrange("stream", id, id))
                    .extracting(StreamEntry::getFields)
                    .containsExactly(Map.of("f", "v"));
            assertThat(jedis.eval("return redis.call('get', KEYS[1])", 1, "counter"))
                    .isEqualTo("41");
            assertThat(jedis.expire("text", 100)).isEqualTo(1);
            assertThat(jedis.ttl("text")).isBetween(90L, 100L);
        }
    }

    @ParameterizedTest
    @EnumSource(RedisProtocol.class)
    void commandsOfManyKeysReachAllShards(RedisProtocol protocol) {
        try (Jedis jedis = connect(protocol)) {
            List<String> pairs = new ArrayList<>();
            List<String> values = new ArrayList<>();
            for (int i = 0; i < KEYS; i++) {
                pairs.addAll(List.of("key:" + i, "value:" + i));
                values.add("value:" + i);
            }
            String[] keys = keys();

            assertThat(jedis.mset(pairs.toArray(String[]::new))).isEqualTo("OK");

            assertThat(jedis.mget(keys)).isEqualTo(values);
            assertThat(jedis.exists(keys)).isEqualTo(KEYS);
            assertThat(jedis.dbSize()).isEqualTo(KEYS);
            assertThat(jedis.keys("key:*")).containsExactlyInAnyOrder(keys);
            assertThat(jedis.randomKey()).startsWith("key:");
            assertThat(jedis.unlink(keys)).isEqualTo(KEYS);
            assertThat(jedis.dbSize()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(RedisProtocol.class)
    void scanVisitsEveryKeyOfEveryShardOnce(RedisProtocol protocol) {
        try (Jedis jedis = connect(protocol)) {
            for (String key : keys()) {
                jedis.set(key, "v");
            }
            List<String> seen = new ArrayList<>();
            String cursor = ScanParams.SCAN_POINTER_START;
            do {
                ScanResult<String> page = jedis.scan(cursor, new ScanParams().count(7));
                seen.addAll(page.getResult());
                cursor = page.getCursor();
            } while (!cursor.equals(ScanParams.SCAN_POINTER_START));

            assertThat(new HashSet<>(seen)).isEqualTo(Set.of(keys()));
        }
    }

    @ParameterizedTest
    @EnumSource(RedisProtocol.class)
    void pipelinedRepliesComeInOrder(RedisProtocol protocol) {
        try (Jedis jedis = connect(protocol);
                Pipeline pipeline = jedis.pipelined()) {
            Map<String, Response<String>> replies = new HashMap<>();
            for (String key : keys()) {
                pipeline.set(key, "of " + key);
                replies.put(key, pipeline.get(key));
            }
            pipeline.sync();

            replies.forEach((key, reply) -> assertThat(reply.get()).isEqualTo("of " + key));
        }
    }

    @ParameterizedTest
    @EnumSource(RedisProtocol.class)
    void theConnectionKeepsItsOwnState(RedisProtocol protocol) {
        try (Jedis jedis = connect(protocol);
                Jedis other = connect(protocol)) {
            assertThat(jedis.clientSetname("me")).isEqualTo("OK");
            assertThat(jedis.clientGetname()).isEqualTo("me");
            assertThat(other.clientGetname()).isNull();
            assertThat(jedis.clientId()).isNotEqualTo(other.clientId());
            assertThat(jedis.clientInfo()).contains("name=me").contains("lib-name=jedis");

            assertThat(jedis.select(3)).isEqualTo("OK");
            jedis.set("k", "in 3");
            other.set("k", "in 0");

            assertThat(jedis.get("k")).isEqualTo("in 3");
            assertThat(other.get("k")).isEqualTo("in 0");
            assertThat(jedis.dbSize()).isEqualTo(1);
            assertThat(jedis.flushDB()).isEqualTo("OK");
            assertThat(other.get("k")).isEqualTo("in 0");
        }
    }

    @ParameterizedTest
    @EnumSource(RedisProtocol.class)
    void errorsAreErrorsAndTheConnectionGoesOn(RedisProtocol protocol) {
        try (Jedis jedis = connect(protocol)) {
            jedis.set("text", "v");
            assertThatThrownBy(() -> jedis.lpush("text", "x"))
                    .isInstanceOf(JedisDataException.class)
                    .hasMessageStartingWith("WRONGTYPE");
            assertThatThrownBy(() -> jedis.sunion("a", "b", "c", "d", "e"))
                    .isInstanceOf(JedisDataException.class)
                    .hasMessageStartingWith("CROSSSLOT");
            assertThatThrownBy(() -> jedis.eval("return redis.error_reply('MINE hello')", 1, "k"))
                    .hasMessage("MINE hello");
            assertThat(jedis.sunion("{t}a", "{t}b")).isEmpty();
            assertThat(jedis.get("text")).isEqualTo("v");
        }
    }

    private Jedis connect(RedisProtocol protocol) {
        return new Jedis(
                proxy.endpoint().host(),
                proxy.endpoint().port(),
                DefaultJedisClientConfig.builder().protocol(protocol).build());
    }

    private static String[] keys() {
        String[] keys = new String[KEYS];
        for (int i = 0; i < KEYS; i++) {
            keys[i] = "key:" + i;
        }
        return keys;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.RealRedis;
import io.ringway.proxy.testing.SharedRedis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/** Commands about a store as a whole, through a proxy before four servers. */
final class WholeStoreIT {
    private static final int KEYS = 2000;

    @AutoClose
    private final ProxyFixture proxy = ProxyFixture.before(SharedRedis.endpoints(4));

    @AutoClose
    private final Jedis client =
            new Jedis(proxy.endpoint().host(), proxy.endpoint().port());

    @BeforeEach
    void empty() {
        SharedRedis.flush();
        SharedRedis.flushScripts();
    }

    @Test
    void aScanMeetsEveryKeyAndEnds() {
        Set<String> keys = fill();
        List<String> met = new ArrayList<>();
        String cursor = ScanParams.SCAN_POINTER_START;
        do {
            ScanResult<String> page = client.scan(cursor, new ScanParams().count(17));
            met.addAll(page.getResult());
            cursor = page.getCursor();
        } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
        assertThat(met).hasSameElementsAs(keys);
    }

    @Test
    void keysAreCountedAndListedOverAllShards() {
        Set<String> keys = fill();
        assertThat(client.dbSize()).isEqualTo(KEYS);
        assertThat(client.keys("*")).isEqualTo(keys);
        assertThat(keys).contains(client.randomKey());
    }

    @Test
    void randomKeysComeFromEveryShard() {
        fill();
        Set<String> picked = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            picked.add(client.randomKey());
        }
        for (RealRedis shard : SharedRedis.SHARDS) {
            try (Jedis direct =
                    new Jedis(shard.endpoint().host(), shard.endpoint().port())) {
                assertThat(picked).containsAnyElementsOf(direct.keys("*"));
            }
        }
    }

    @Test
    void randomKeysComeFromShardsByTheirShareOfTheKeys() {
        String lonely = "lonely";
        client.set(lonely, "x");
        String crowd = keyOnAnotherShardThan(lonely);
        for (int i = 0; i < 199; i++) {
            client.set("{" + crowd + "}" + i, "x");
        }
        int lonelyPicked = 0;
        for (int i = 0; i < 1000; i++) {
            lonelyPicked += client.randomKey().equals(lonely) ? 1 : 0;
        }
        assertThat(lonelyPicked).isLessThan(50);
    }

    @Test
    void randomKeysAreFoundWhileKeysComeAndGo() {
        try (RawClient other = proxy.connect()) {
            for (int round = 0; round < 50; round++) {
                for (int i = 0; i < 20; i++) {
                    other.send("SET", "stays:" + i, "x");
                    other.send("SET", "goes:" + round + ":" + i, "x");
                    other.send("DEL", "goes:" + round + ":" + i);
                }
                if (round > 0) {
                    assertThat(client.randomKey()).matches("(stays|goes):.*");
                }
                for (int i = 0; i < 60; i++) {
                    other.reply();
                }
            }
        }
    }

    @Test
    void anEmptyStoreIsEmptyInEveryRespect() {
        fill();
        assertThat(client.flushAll()).isEqualTo("OK");
        assertThat(client.dbSize()).isZero();
        assertThat(client.keys("*")).isEmpty();
        assertThat(client.randomKey()).isNull();
    }

    @Test
    void aScriptThatWasLoadedRunsOnEveryShard() {
        String sha = client.scriptLoad("return redis.call('SET', KEYS[1], ARGV[1])");
        assertThat(client.scriptExists(sha, "0".repeat(40))).containsExactly(true, false);
        for (int i = 0; i < 40; i++) {
            client.evalsha(sha, 1, "key:" + i, "value");
        }
        assertThat(client.dbSize()).isEqualTo(40);
        client.scriptFlush();
        assertThat(client.scriptExists(sha)).isFalse();
    }

    @Test
    void aScanMeetsEveryKeyThatStaysWhileTablesGrowAndShrinkUnderIt() {
        Set<String> keys = fill();
        Set<String> met = new HashSet<>();
        String cursor = ScanParams.SCAN_POINTER_START;
        int pages = 0;
        try (RawClient writer = proxy.connect()) {
            do {
                // Growing for a while and then shrinking makes each shard rehash both ways, some of it in mid-scan.
                int from = pages * 400;
                for (int i = from; i < from + 400; i++) {
                    boolean grows = pages < 20;
                    writer.send(grows ? "SET" : "DEL", "passing:" + (grows ? i : i - 20 * 400), "x");
                }
                ScanResult<String> page = client.scan(cursor, new ScanParams().count(50));
                met.addAll(page.getResult());
                cursor = page.getCursor();
                for (int i = 0; i < 400; i++) {
                    writer.reply();
                }
                pages++;
            } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
        }
        assertThat(pages).isGreaterThan(20);
        assertThat(met).containsAll(keys);
    }

    @Test
    void aScanByPatternAndTypeMeetsWhatMatches() {
        fill();
        for (int i = 0; i < 30; i++) {
            client.rpush("list:" + i, "x");
        }
        Set<String> lists = new HashSet<>();
        String cursor = ScanParams.SCAN_POINTER_START;
        do {
            ScanResult<String> page =
                    client.scan(cursor, new ScanParams().count(100).match("l*"), "list");
            lists.addAll(page.getResult());
            cursor = page.getCursor();
        } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
        assertThat(lists).hasSize(30).allMatch(key -> key.startsWith("list:"));
    }

    @Test
    void aScanGoesOnBehindAProxyWithOneShardMore() {
        try (ProxyFixture three = ProxyFixture.before(SharedRedis.endpoints(3));
                Jedis before = jedis(three)) {
            Set<String> keys = new HashSet<>();
            for (int i = 0; i < KEYS; i++) {
                keys.add("key:" + i);
                before.set("key:" + i, "value");
            }
            Set<String> met = new HashSet<>();
            String cursor = ScanParams.SCAN_POINTER_START;
            for (int page = 0; page < 10; page++) {
                ScanResult<String> result = before.scan(cursor, new ScanParams().count(100));
                met.addAll(result.getResult());
                cursor = result.getCursor();
            }
            assertThat(met).hasSizeLessThan(KEYS);
            while (!cursor.equals(ScanParams.SCAN_POINTER_START)) {
                ScanResult<String> result = client.scan(cursor, new ScanParams().count(100));
                met.addAll(result.getResult());
                cursor = result.getCursor();
            }
            assertThat(met).isEqualTo(keys);
        }
    }

    @Test
    void aCursorOfAShardThatIsNoMoreIsInvalid() {
        try (ProxyFixture three = ProxyFixture.before(SharedRedis.endpoints(3));
                RawClient after = three.connect()) {
            assertThat(after.call("SCAN", "3")).isEqualTo("-ERR invalid cursor\r\n");
            assertThat(after.call("SCAN", "18446744073709551616000")).startsWith("*2\r\n");
            assertThat(after.call("SCAN", "99999999999999999999999")).isEqualTo("-ERR invalid cursor\r\n");
        }
    }

    /** Arguments with {@code a} and {@code b} for keys on different shards. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "RENAME a b",
                "RENAMENX a b",
                "COPY a b",
                "SMOVE a b x",
                "LMOVE a b LEFT RIGHT",
                "RPOPLPUSH a b",
                "SORT a STORE b",
                "GEOSEARCHSTORE a b FROMLONLAT 1 1 BYRADIUS 1 m",
                "GEORADIUS a 1 1 1 m STORE b",
                "ZUNIONSTORE a 1 b",
                "ZINTERSTORE a 1 b",
                "ZDIFFSTORE a 1 b",
                "ZRANGESTORE a b 0 -1",
                "SUNIONSTORE a b",
                "SINTERSTORE a b",
                "SDIFFSTORE a b",
                "BITOP NOT a b",
                "PFMERGE a b",
                "PFCOUNT a b",
                "LCS a b",
                "SINTER a b",
                "SINTERCARD 2 a b",
                "ZUNION 2 a b",
                "LMPOP 2 a b LEFT",
                "MSETNX a 1 b 2",
                "XREADGROUP GROUP g c STREAMS a b 0 0",
                "EVAL x 2 a b"
            })
    void whatNeedsItsKeysTogetherSaysSoAndWhatHelps(String command) {
        String other = keyOnAnotherShardThan("a");
        String[] words = Arrays.stream(command.split(" ", -1))
                .map(word -> word.equals("b") ? other : word)
                .toArray(String[]::new);
        try (RawClient raw = proxy.connect()) {
            assertThat(raw.call(words))
                    .startsWith("-CROSSSLOT Keys in request don't hash to the same slot: ")
                    .contains("{hash tag}");
        }
    }

    private String keyOnAnotherShardThan(String key) {
        try (RawClient raw = proxy.connect()) {
            String shard = shardOf(raw, key);
            return IntStream.range(0, 100)
                    .mapToObj(i -> "other" + i)
                    .filter(other -> !shardOf(raw, other).equals(shard))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String shardOf(RawClient raw, String key) {
        return raw.call("RINGWAY", "ROUTE", key).replaceAll("(?s).* shard=(\\S+) .*", "$1");
    }

    private static Jedis jedis(ProxyFixture proxy) {
        return new Jedis(proxy.endpoint().host(), proxy.endpoint().port());
    }

    private Set<String> fill() {
        Set<String> keys = new HashSet<>();
        String[] keysAndValues = new String[KEYS * 2];
        for (int i = 0; i < KEYS; i++) {
            keys.add("key:" + i);
            keysAndValues[2 * i] = "key:" + i;
            keysAndValues[2 * i + 1] = "value";
        }
        client.mset(keysAndValues);
        return keys;
    }
}

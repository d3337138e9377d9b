// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.testing.Endpoint;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RealRedis;
import io.ringway.proxy.testing.SharedRedis;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/** Commands about a store as a whole, through a proxy before four servers. */
final class WholeStoreIT {
    private static final int KEYS = 2000;

    @SuppressWarnings("NullAway.Init") // set before each test
    private ProxyFixture proxy;

    @SuppressWarnings("NullAway.Init") // set before each test
    private Jedis client;

    @BeforeEach
    void connect() {
        SharedRedis.flush();
        SharedRedis.flushScripts();
        proxy = ProxyFixture.before(SharedRedis.endpoints(4));
        Endpoint endpoint = proxy.endpoint();
        client = new Jedis(endpoint.host(), endpoint.port());
    }

    @AfterEach
    void disconnect() {
        client.close();
        proxy.close();
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

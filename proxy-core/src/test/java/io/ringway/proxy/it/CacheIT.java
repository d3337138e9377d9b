// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.control.config.CacheConfig;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.SharedRedis;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads are answered from the cache where that is right, and from the shards where it is not. */
final class CacheIT {
    private ProxyFixture proxy;
    private RawClient client;
    private RawClient direct;

    @BeforeEach
    void start() {
        SharedRedis.flush();
        proxy = ProxyFixture.before(SharedRedis.endpoints(1), config -> config.withCache(CacheConfig.ofSize(16 << 20)));
        client = proxy.connect();
        direct = SharedRedis.SHARDS.get(0).connect();
        Awaitility.await().until(() -> stat("cache_armed").equals("1"));
    }

    @AfterEach
    void stop() {
        client.close();
        direct.close();
        proxy.close();
    }

    @Test
    void aReadThatIsRepeatedIsAnsweredFromTheCache() {
        direct.call("SET", "k", "v");
        warm("GET", "k");
        long before = hits();
        assertThat(client.call("GET", "k")).isEqualTo("$1\r\nv\r\n");
        assertThat(hits()).isEqualTo(before + 1);
    }

    @Test
    void aWriteThroughTheProxyIsSeenByTheNextRead() {
        for (int i = 0; i < 100; i++) {
            client.call("SET", "k", "v" + i);
            for (int read = 0; read < 5; read++) {
                assertThat(client.call("GET", "k")).endsWith("v" + i + "\r\n");
            }
        }
        assertThat(hits()).isPositive();
    }

    @Test
    void aWriteByOthersIsSeenOnceTheShardHasToldOfIt() {
        direct.call("SET", "k", "old");
        warm("GET", "k");
        direct.call("SET", "k", "new");
        Awaitility.await().until(() -> client.call("GET", "k").endsWith("new\r\n"));
    }

    @Test
    void aClientOfTheOtherProtocolVersionSharesWhatIsTheSame() {
        direct.call("SET", "k", "v");
        warm("GET", "k");
        warm("GET", "none");
        long before = hits();
        try (RawClient resp3 = proxy.connect(3)) {
            assertThat(resp3.call("GET", "k")).isEqualTo("$1\r\nv\r\n");
            assertThat(resp3.call("GET", "none")).isEqualTo("_\r\n");
        }
        assertThat(hits()).isEqualTo(before + 2);
    }

    @Test
    void aClientOfTheOtherProtocolVersionDoesNotShareWhatDiffers() {
        direct.call("HSET", "h", "f", "v");
        warm("HGETALL", "h");
        try (RawClient resp3 = proxy.connect(3)) {
            for (int i = 0; i < 5; i++) {
                assertThat(resp3.call("HGETALL", "h")).isEqualTo("%1\r\n$1\r\nf\r\n$1\r\nv\r\n");
            }
        }
        assertThat(client.call("HGETALL", "h")).isEqualTo("*2\r\n$1\r\nf\r\n$1\r\nv\r\n");
    }

    @Test
    void whatExpiresIsNotRememberedForLonger() {
        direct.call("SET", "k", "v", "PX", "150");
        warm("GET", "k");
        Awaitility.await().until(() -> client.call("PTTL", "k").equals(":-2\r\n"));
        assertThat(client.call("GET", "k")).isEqualTo("$-1\r\n");
    }

    @Test
    void flushingTheShardForgetsAll() {
        direct.call("SET", "k", "v");
        warm("GET", "k");
        client.call("FLUSHALL");
        assertThat(client.call("GET", "k")).isEqualTo("$-1\r\n");
    }

    /** Reads until the reply is remembered. */
    private void warm(String... command) {
        Awaitility.await().until(() -> {
            long before = hits();
            client.call(command);
            return hits() > before;
        });
    }

    private long hits() {
        return Long.parseLong(stat("cache_reads_hit"));
    }

    private String stat(String name) {
        return client.call("RINGWAY", "CACHE", "STATS")
                .lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElseThrow();
    }
}

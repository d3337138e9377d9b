// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static io.ringway.proxy.testing.Invalidations.EVERYTHING;
import static io.ringway.proxy.testing.Invalidations.changed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.proxy.control.config.CacheConfig;
import io.ringway.proxy.testing.Endpoint;
import io.ringway.proxy.testing.Fault;
import io.ringway.proxy.testing.FaultLink;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.RealRedis;
import io.ringway.proxy.testing.ShardTags;
import io.ringway.proxy.testing.SharedRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What becomes of the connections by which clients track keys, and of all else that goes over them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TrackingConnectionsIT {
    private static final String KEY = ShardTags.key(0, "tracked");

    @AutoClose
    private final ProxyFixture proxy = ProxyFixture.before(SharedRedis.endpoints(4));

    @BeforeEach
    void empty() {
        SharedRedis.flush();
        SharedRedis.flushScripts();
    }

    @Test
    void keysThatWereReadAreTrackedAcrossAChangeOfProtocol() {
        try (RawClient reader = proxy.connect(3);
                RawClient writer = proxy.connect()) {
            reader.call("CLIENT", "TRACKING", "ON");
            reader.call("GET", KEY);
            reader.call("GET", KEY + "2");
            assertThat(reader.call("HELLO", "2")).startsWith("*");
            writer.call("SET", KEY, "v");
            // RESP2 has no pushes.
            assertThat(reader.call("GET", KEY)).isEqualTo("$1\r\nv\r\n");
            assertThat(reader.call("HELLO", "3")).startsWith("%");

            writer.call("SET", KEY + "2", "v");
            assertThat(reader.reply()).isEqualTo(changed(KEY + "2"));
            writer.call("SET", KEY, "v");
            assertThat(reader.reply()).isEqualTo(changed(KEY));
        }
    }

    @Test
    void aScriptThatHadToBeSentAgainStillCounts() {
        try (RawClient reader = proxy.connect(3);
                RawClient writer = proxy.connect();
                RawClient shard = SharedRedis.SHARDS.get(0).connect()) {
            String digest = writer.call("SCRIPT", "LOAD", "return redis.call('get', KEYS[1])")
                    .split("\r\n", -1)[1];
            reader.call("CLIENT", "TRACKING", "ON", "OPTIN");
            for (int round = 0; round < 3; round++) {
                reader.send("CLIENT", "CACHING", "YES");
                reader.send("EVALSHA", digest, "1", KEY);
                assertThat(reader.reply()).isEqualTo("+OK\r\n");
                assertThat(reader.reply()).doesNotStartWith("-");
                writer.call("SET", KEY, "v");
                assertThat(reader.reply()).isEqualTo(changed(KEY));
                // The next call finds the shard without the script, though it has been sent it.
                shard.call("SCRIPT", "FLUSH");
            }
            assertThat(reader.call("CLIENT", "TRACKINGINFO")).doesNotContain("caching-yes");
        }
    }

    @Test
    void whoIsToldInAnothersPlaceIsToldOfALostConnection() {
        RealRedis shard = SharedRedis.SHARDS.get(0);
        try (RawClient reader = proxy.connect();
                RawClient target = proxy.connect(3);
                RawClient writer = proxy.connect();
                RawClient direct = shard.connect()) {
            String id = target.id();
            reader.call("CLIENT", "TRACKING", "ON", "REDIRECT", id);
            for (int round = 0; round < 3; round++) {
                reader.call("GET", KEY);
                direct.call("CLIENT", "KILL", "ID", redirect(direct));
                assertThat(target.reply())
                        .startsWith(">2\r\n$10\r\ninvalidate\r\n")
                        .doesNotContain("tracked");
                reader.call("GET", KEY);
                writer.call("SET", KEY, "v");
                assertThat(target.reply()).isEqualTo(changed(KEY));
            }
        }
    }

    @Test
    void aShardThatFallsSilentIsFoundOutThoughNobodyAsksIt() {
        List<Endpoint> shards = new ArrayList<>(SharedRedis.endpoints(4));
        try (FaultLink link = FaultLink.to(shards.get(0))) {
            shards.set(0, link.endpoint());
            try (ProxyFixture impatient = ProxyFixture.before(
                            shards,
                            config -> config.withStore(
                                    config.store().withTimeouts(Duration.ofSeconds(1), Duration.ofMillis(200))));
                    RawClient reader = impatient.connect(3);
                    RawClient writer = impatient.connect()) {
                reader.call("CLIENT", "TRACKING", "ON");
                reader.call("GET", KEY);

                link.toServer(Fault.BLACK_HOLE);

                assertThat(reader.reply()).isEqualTo(EVERYTHING);
                link.toServer(Fault.NONE);
                await("answers").until(() -> reader.call("GET", KEY).equals("_\r\n"));
                await("answers").until(() -> writer.call("SET", KEY, "v").equals("+OK\r\n"));
                assertThat(reader.reply()).isEqualTo(changed(KEY));
            }
        }
    }

    @Test
    void whoIsToldAsksPastTheProxysOwnCacheOrFindsItEmpty() {
        try (ProxyFixture caching = ProxyFixture.before(
                        SharedRedis.endpoints(4), config -> config.withCache(CacheConfig.ofSize(1 << 20)));
                RawClient told = caching.connect(3);
                RawClient tracking = caching.connect(3);
                RawClient reader = caching.connect();
                RawClient foreign = SharedRedis.SHARDS.get(0).connect()) {
            told.call("CLIENT", "TRACKING", "ON", "BCAST");
            tracking.call("CLIENT", "TRACKING", "ON");
            for (int round = 0; round < 300; round++) {
                String value = "value" + round;
                foreign.call("SET", KEY, value);
                assertThat(told.reply()).isEqualTo(changed(KEY));
                for (int i = 0; i < 3; i++) {
                    assertThat(reader.call("GET", KEY)).endsWith(value + "\r\n");
                }
                assertThat(tracking.call("GET", KEY)).endsWith(value + "\r\n");
                foreign.call("SET", KEY, "other");
                assertThat(tracking.reply()).isEqualTo(changed(KEY));
                assertThat(told.reply()).isEqualTo(changed(KEY));
                assertThat(reader.call("GET", KEY)).endsWith("other\r\n");
            }
            assertThat(caching.figure("cache_reads_hit")).isNotZero();
        }
    }

    /** The connection that tells instead of one that tracks. */
    private static String redirect(RawClient shard) {
        return shard.call("CLIENT", "LIST")
                .lines()
                .filter(line -> line.contains("flags=t "))
                .map(line -> line.replaceFirst(".* redir=(\\d+) .*", "$1"))
                .findFirst()
                .orElseThrow();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.support.caching.CacheAccessor;
import io.lettuce.core.support.caching.CacheFrontend;
import io.lettuce.core.support.caching.ClientSideCaching;
import io.ringway.proxy.testing.OnEmptyServers;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.ShardTags;
import io.ringway.proxy.testing.SharedRedis;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Lettuce's client-side cache, unmodified, is filled and emptied through the proxy. */
@OnEmptyServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LettuceTrackingIT {
    private static final int SHARDS = 4;

    @AutoClose
    private final ProxyFixture proxy = ProxyFixture.before(SharedRedis.endpoints(SHARDS));

    private final RedisClient client = RedisClient.create(
            RedisURI.create(proxy.endpoint().host(), proxy.endpoint().port()));

    @AfterAll
    void stop() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
    }

    static Stream<TrackingArgs> ways() {
        return Stream.of(
                TrackingArgs.Builder.enabled(),
                TrackingArgs.Builder.enabled().noloop(),
                TrackingArgs.Builder.enabled().bcast(),
                TrackingArgs.Builder.enabled().bcast().prefixes("{"));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void theCacheIsFilledAndEmptied(TrackingArgs way) {
        Map<String, String> local = new ConcurrentHashMap<>();
        try (StatefulRedisConnection<String, String> reading = client.connect();
                StatefulRedisConnection<String, String> writing = client.connect()) {
            CacheFrontend<String, String> cache = ClientSideCaching.enable(CacheAccessor.forMap(local), reading, way);
            for (int shard = 0; shard < SHARDS; shard++) {
                String key = ShardTags.key(shard, "lettuce");
                writing.sync().set(key, "one");
                await(key).until(() -> "one".equals(cache.get(key)));
                assertThat(local).containsEntry(key, "one");

                writing.sync().set(key, "two");

                await(key).until(() -> !local.containsKey(key));
                assertThat(cache.get(key)).isEqualTo("two");
                assertThat(local).containsEntry(key, "two");
            }
        }
    }
}

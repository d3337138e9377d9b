// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static io.ringway.proxy.testing.Invalidations.EVERYTHING;
import static io.ringway.proxy.testing.Invalidations.awaitNoneTracks;
import static io.ringway.proxy.testing.Invalidations.changed;
import static io.ringway.proxy.testing.Invalidations.killConnections;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.proxy.control.config.BackoffConfig;
import io.ringway.proxy.testing.Endpoint;
import io.ringway.proxy.testing.OnEmptyServers;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.RealRedis;
import io.ringway.proxy.testing.ShardTags;
import io.ringway.proxy.testing.SharedRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Clients that track keys forget what they can no longer be told of, and are told again when a shard is back. */
@OnEmptyServers
final class TrackingOutageIT {
    private static final int SHARDS = 4;
    private static final int MANY = 3;

    @AutoClose
    private final ProxyFixture proxy = ProxyFixture.before(SharedRedis.endpoints(SHARDS));

    @AfterEach
    void nothingIsLeftBehind() {
        awaitNoneTracks(proxy);
    }

    @Test
    void aShardThatWasKilledMakesClientsForgetAndIsTrackedAgain() {
        List<Endpoint> shards = new ArrayList<>(SharedRedis.endpoints(SHARDS));
        try (RealRedis mortal = RealRedis.start()) {
            shards.set(1, mortal.endpoint());
            try (ProxyFixture other = ProxyFixture.before(shards);
                    RawClient reader = other.connect(3);
                    RawClient told = other.connect(3);
                    RawClient resp2 = other.connect();
                    RawClient target = other.connect();
                    RawClient writer = other.connect()) {
                reader.call("CLIENT", "TRACKING", "ON");
                reader.call("MGET", key(0), key(1), key(2));
                told.call("CLIENT", "TRACKING", "ON", "BCAST");
                String id = target.id();
                target.call("SUBSCRIBE", "__redis__:invalidate");
                resp2.call("CLIENT", "TRACKING", "ON", "REDIRECT", id);
                resp2.call("GET", key(1));
                for (int round = 0; round < MANY; round++) {
                    mortal.kill();
                    assertThat(reader.reply()).isEqualTo(EVERYTHING);
                    assertThat(told.reply()).isEqualTo(EVERYTHING);
                    assertThat(target.reply()).contains("__redis__:invalidate").endsWith("$-1\r\n");
                    mortal.restart();
                    assertThat(told.reply()).isEqualTo(EVERYTHING);
                    await("answers").until(() -> reader.call("GET", key(1)).equals("_\r\n"));
                    await("answers").until(() -> resp2.call("GET", key(1)).equals("$-1\r\n"));
                    await("answers").until(() -> writer.call("SET", key(1), "v").equals("+OK\r\n"));

                    assertThat(reader.reply()).isEqualTo(changed(key(1)));
                    assertThat(told.reply()).isEqualTo(changed(key(1)));
                    assertThat(target.reply()).contains("__redis__:invalidate").endsWith(key(1) + "\r\n");
                    reader.call("GET", key(1));
                    resp2.call("GET", key(1));
                }
            }
        }
    }

    @Test
    void killedConnectionsMakeClientsForget() {
        try (RawClient reader = proxy.connect(3);
                RawClient writer = proxy.connect()) {
            reader.call("CLIENT", "TRACKING", "ON");
            for (int round = 0; round < MANY; round++) {
                reader.call("GET", key(0));
                killConnections(SharedRedis.SHARDS.get(0));
                assertThat(reader.reply()).isEqualTo(EVERYTHING);
                assertThat(reader.call("GET", key(0))).startsWith(round == 0 ? "_" : "$");
                writer.call("SET", key(0), "v");
                assertThat(reader.reply()).isEqualTo(changed(key(0)));
            }
        }
    }

    @Test
    void aConnectionThatIsLostWhileItWatchesFailsTheTransaction() {
        try (RawClient reader = proxy.connect(3);
                RawClient writer = proxy.connect()) {
            reader.call("CLIENT", "TRACKING", "ON");
            assertThat(reader.call("WATCH", key(0))).isEqualTo("+OK\r\n");
            reader.call("GET", key(0));
            killConnections(SharedRedis.SHARDS.get(0));
            assertThat(reader.reply()).isEqualTo(EVERYTHING);
            writer.call("SET", key(0), "other");

            reader.call("MULTI");
            reader.call("SET", key(0), "mine");
            assertThat(reader.call("EXEC")).startsWith("-ERR ").contains("not sent");

            assertThat(reader.call("GET", key(0))).endsWith("other\r\n");
            assertThat(reader.call("CLIENT", "TRACKING", "OFF")).isEqualTo("+OK\r\n");
        }
    }

    @Test
    void whoIsToldOfAllKeysIsToldAgainOnceItWatchesNoMore() {
        BackoffConfig atOnce = new BackoffConfig(Duration.ofMillis(1), Duration.ofMillis(1));
        try (ProxyFixture eager = ProxyFixture.before(
                        SharedRedis.endpoints(SHARDS),
                        config -> config.withStore(config.store().withReconnect(atOnce)));
                RawClient told = eager.connect(3);
                RawClient writer = eager.connect()) {
            told.call("CLIENT", "TRACKING", "ON", "BCAST");
            assertThat(told.call("WATCH", key(0))).isEqualTo("+OK\r\n");
            killConnections(SharedRedis.SHARDS.get(0));
            assertThat(told.reply()).isEqualTo(EVERYTHING);
            // By now the connection would be there again, but for the keys that were watched on it.
            await().pollDelay(Duration.ofMillis(100)).until(() -> true);

            told.call("UNWATCH");

            assertThat(told.reply()).isEqualTo(EVERYTHING);
            writer.call("SET", key(0), "v");
            assertThat(told.reply()).isEqualTo(changed(key(0)));
        }
    }

    private static String key(int shard) {
        return ShardTags.key(shard, "tracked");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static io.ringway.proxy.testing.Invalidations.awaitNoneTracks;
import static io.ringway.proxy.testing.Invalidations.changed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.proxy.testing.OnEmptyServers;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.ShardTags;
import io.ringway.proxy.testing.SharedRedis;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is told in place of the client that tracks, on whatever event loop either is. */
@OnEmptyServers
final class TrackingRedirectIT {
    private static final int SHARDS = 4;
    private static final int MANY = 3;

    @AutoClose
    private final ProxyFixture proxy = ProxyFixture.before(SharedRedis.endpoints(SHARDS));

    @AfterEach
    void nothingIsLeftBehind() {
        awaitNoneTracks(proxy);
    }

    @ParameterizedTest
    @CsvSource({"2, 2", "2, 3", "3, 2", "3, 3"})
    void anotherIsToldOnWhateverLoopItIs(int readers, int targets) {
        List<RawClient> clients = new ArrayList<>();
        try (RawClient writer = proxy.connect()) {
            // More than there are event loops.
            for (int i = 0; i < 2 * MANY; i++) {
                RawClient target = proxy.connect(targets);
                RawClient reader = proxy.connect(readers);
                clients.addAll(List.of(target, reader));
                String id = target.id();
                target.call("SUBSCRIBE", "__redis__:invalidate");
                assertThat(reader.call("CLIENT", "TRACKING", "ON", "REDIRECT", id))
                        .isEqualTo("+OK\r\n");
                assertThat(reader.call("CLIENT", "GETREDIR")).isEqualTo(":" + id + "\r\n");
                assertThat(reader.call("CLIENT", "INFO")).contains("flags=t ", "redir=" + id + " ");
                for (int shard = 0; shard < SHARDS; shard++) {
                    reader.call("GET", key(shard));
                    writer.call("SET", key(shard), "v");
                    assertThat(target.reply())
                            .isEqualTo(changed(key(shard))
                                    .replace(
                                            ">2\r\n$10\r\ninvalidate\r\n",
                                            targets == 3
                                                    ? ">2\r\n$10\r\ninvalidate\r\n"
                                                    : "*3\r\n$7\r\nmessage\r\n$20\r\n__redis__:invalidate\r\n"));
                }
            }
        } finally {
            clients.forEach(RawClient::close);
        }
    }

    @Test
    void whoIsToBeToldAndIsGoneIsNoticed() {
        try (RawClient reader = proxy.connect(3);
                RawClient writer = proxy.connect()) {
            String id;
            try (RawClient target = proxy.connect(3)) {
                id = target.id();
                reader.call("CLIENT", "TRACKING", "ON", "REDIRECT", id);
            }
            await("end").until(() -> !writer.call("CLIENT", "LIST").contains("id=" + id + " "));
            reader.call("GET", key(0));

            writer.call("SET", key(0), "v");

            assertThat(reader.reply()).isEqualTo(">2\r\n$21\r\ntracking-redir-broken\r\n:" + id + "\r\n");
            assertThat(reader.call("CLIENT", "TRACKINGINFO")).contains("broken_redirect");
            assertThat(reader.call("CLIENT", "INFO")).contains("flags=tR ", "redir=" + id + " ");
            assertThat(reader.call("CLIENT", "TRACKING", "ON")).isEqualTo("+OK\r\n");
            assertThat(reader.call("CLIENT", "INFO")).contains("flags=t ", "redir=0 ");
            reader.call("GET", key(0));
            writer.call("SET", key(0), "v");
            assertThat(reader.reply()).isEqualTo(changed(key(0)));
        }
    }

    @Test
    void whoIsToBeToldAndIsAboutToEndIsNoticed() {
        RawClient shard = SharedRedis.SHARDS.get(1).connect();
        List<RawClient> clients = new ArrayList<>();
        try (RawClient writer = proxy.connect()) {
            // More than there are event loops.
            for (int i = 0; i < 2 * MANY; i++) {
                RawClient target = proxy.connect(3);
                RawClient reader = proxy.connect(3);
                clients.addAll(List.of(target, reader));
                String id = target.id();
                reader.call("CLIENT", "TRACKING", "ON", "REDIRECT", id);
                reader.call("GET", key(0));
                shard.call("CLIENT", "PAUSE", "100000", "WRITE");
                target.send("SET", key(1), "v");
                target.send("QUIT");
                await("end").until(() -> writer.call("CLIENT", "LIST", "ID", id).contains(" flags=c "));

                writer.call("SET", key(0), "v");

                assertThat(reader.reply()).isEqualTo(">2\r\n$21\r\ntracking-redir-broken\r\n:" + id + "\r\n");
                shard.call("CLIENT", "UNPAUSE");
                assertThat(target.readToEnd()).isEqualTo("+OK\r\n+OK\r\n");
            }
        } finally {
            shard.call("CLIENT", "UNPAUSE");
            shard.close();
            clients.forEach(RawClient::close);
        }
    }

    private static String key(int shard) {
        return ShardTags.key(shard, "tracked");
    }
}

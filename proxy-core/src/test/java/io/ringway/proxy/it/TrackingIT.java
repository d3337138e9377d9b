// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static io.ringway.proxy.testing.Invalidations.EVERYTHING;
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
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that track keys over four shards are told of every change, whatever becomes of them and of others. */
@OnEmptyServers
final class TrackingIT {
    private static final int SHARDS = 4;
    private static final int MANY = 3;

    @AutoClose
    private final ProxyFixture proxy = ProxyFixture.before(SharedRedis.endpoints(SHARDS));

    @AfterEach
    void nothingIsLeftBehind() {
        awaitNoneTracks(proxy);
    }

    @Test
    void keysOfAllShardsAreToldOnce() {
        try (RawClient reader = proxy.connect(3);
                RawClient writer = proxy.connect()) {
            reader.call("CLIENT", "TRACKING", "ON");
            reader.call("MGET", key(0), key(1), key(2), key(3));

            writer.call("MSET", key(0), "v", key(1), "v", key(2), "v", key(3), "v");

            List<String> pushes = new ArrayList<>();
            for (int shard = 0; shard < SHARDS; shard++) {
                pushes.add(reader.reply());
            }
            assertThat(pushes)
                    .containsExactlyInAnyOrder(changed(key(0)), changed(key(1)), changed(key(2)), changed(key(3)));
            assertThat(reader.call("PING")).isEqualTo("+PONG\r\n");
        }
    }

    @Test
    void aFlushOfAllShardsIsToldOnceToWhoeverHasRead() {
        try (RawClient reader = proxy.connect(3);
                RawClient writer = proxy.connect()) {
            reader.call("CLIENT", "TRACKING", "ON");
            for (int round = 0; round < MANY; round++) {
                reader.call("MGET", key(0), key(1), key(2), key(3));
                writer.call("FLUSHALL");
                assertThat(reader.reply()).isEqualTo(EVERYTHING);
                for (int shard = 0; shard < SHARDS; shard++) {
                    // Its reply comes behind whatever the shard has said.
                    assertThat(reader.call("EXISTS", key(shard))).isEqualTo(":0\r\n");
                }
            }
        }
    }

    @Test
    void broadcastsComeFromEveryShardFromTheAnswerOn() {
        try (RawClient writer = proxy.connect()) {
            for (int round = 0; round < MANY; round++) {
                try (RawClient told = proxy.connect(3)) {
                    assertThat(told.call("CLIENT", "TRACKING", "ON", "BCAST", "PREFIX", "{"))
                            .isEqualTo("+OK\r\n");
                    for (int shard = 0; shard < SHARDS; shard++) {
                        writer.call("SET", key(shard), "v");
                        assertThat(told.reply()).isEqualTo(changed(key(shard)));
                    }
                }
            }
        }
    }

    @Test
    void aClientThatWaitsIsToldAtOnce() {
        try (RawClient reader = proxy.connect(3);
                RawClient writer = proxy.connect()) {
            reader.call("CLIENT", "TRACKING", "ON");
            reader.call("MGET", key(0), key(1));
            reader.send("BLPOP", key(0) + "queue", "0");
            await("wait").until(() -> writer.call("CLIENT", "LIST").contains("flags=bt "));

            writer.call("SET", key(0), "v");
            assertThat(reader.reply()).isEqualTo(changed(key(0)));
            writer.call("SET", key(1), "v");
            assertThat(reader.reply()).isEqualTo(changed(key(1)));
            writer.call("RPUSH", key(0) + "queue", "job");

            assertThat(reader.reply()).endsWith("job\r\n");
        }
    }

    @Test
    void aWaitThatIsEndedByAnotherPopsNothing() {
        try (RawClient waiting = proxy.connect(3);
                RawClient other = proxy.connect()) {
            String id = waiting.id();
            waiting.call("CLIENT", "TRACKING", "ON");
            for (int round = 0; round < MANY; round++) {
                waiting.send("BLPOP", key(round) + "queue", "0");
                await("wait").until(() -> other.call("CLIENT", "UNBLOCK", id).equals(":1\r\n"));
                String reply = waiting.reply();
                while (reply.equals(EVERYTHING)) {
                    reply = waiting.reply();
                }
                assertThat(reply).isEqualTo("_\r\n");
                other.call("RPUSH", key(round) + "queue", "job");
                assertThat(other.call("LLEN", key(round) + "queue")).isEqualTo(":1\r\n");
            }
        }
    }

    @Test
    void whoWantsNoRepliesIsToldAllTheSame() {
        try (RawClient reader = proxy.connect(3);
                RawClient writer = proxy.connect()) {
            reader.call("CLIENT", "TRACKING", "ON");
            reader.call("GET", key(0));
            reader.send("CLIENT", "REPLY", "OFF");
            reader.send("GET", key(1));
            reader.send("CLIENT", "REPLY", "ON");
            assertThat(reader.reply()).isEqualTo("+OK\r\n");
            reader.send("CLIENT", "REPLY", "OFF");

            writer.call("SET", key(0), "v");
            assertThat(reader.reply()).isEqualTo(changed(key(0)));
            writer.call("SET", key(1), "v");
            assertThat(reader.reply()).isEqualTo(changed(key(1)));
        }
    }

    @Test
    void expiredKeysAreTold() {
        try (RawClient reader = proxy.connect(3);
                RawClient writer = proxy.connect()) {
            reader.call("CLIENT", "TRACKING", "ON");
            writer.call("SET", key(2), "v", "PX", "50");
            reader.call("GET", key(2));

            String push = reader.reply();

            assertThat(push).isEqualTo(changed(key(2)));
        }
    }

    @Test
    void thereIsALimitAndItSaysSo() {
        try (ProxyFixture limited = ProxyFixture.before(
                        SharedRedis.endpoints(SHARDS),
                        config -> config.withLimits(config.limits().withTrackingClients(2)));
                RawClient first = limited.connect(3);
                RawClient second = limited.connect(3);
                RawClient third = limited.connect(3)) {
            assertThat(first.call("CLIENT", "TRACKING", "ON")).isEqualTo("+OK\r\n");
            assertThat(first.call("CLIENT", "TRACKING", "ON", "NOLOOP")).isEqualTo("+OK\r\n");
            assertThat(second.call("CLIENT", "TRACKING", "ON", "BCAST")).isEqualTo("+OK\r\n");

            assertThat(third.call("CLIENT", "TRACKING", "ON"))
                    .startsWith("-ERR max number of tracking clients reached (2): ")
                    .contains("limits.tracking-clients");
            assertThat(third.call("CLIENT", "TRACKINGINFO")).contains("off");

            second.call("RESET");
            assertThat(third.call("CLIENT", "TRACKING", "ON")).isEqualTo("+OK\r\n");
            first.close();
            await("room").until(() -> second.call("CLIENT", "TRACKING", "ON").equals("+OK\r\n"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "BCAST", "OPTIN", "NOLOOP"})
    void turningItOnAndOffThousandsOfTimesLeavesNothing(String mode) {
        int rounds = mode.equals("BCAST") ? 200 : 1_000;
        try (RawClient toggling = proxy.connect(3);
                RawClient writer = proxy.connect()) {
            for (int round = 0; round < rounds; round++) {
                if (mode.isEmpty()) {
                    toggling.send("CLIENT", "TRACKING", "ON");
                } else {
                    toggling.send("CLIENT", "TRACKING", "ON", mode);
                }
                toggling.send("SET", key(round % SHARDS), "v" + round);
                toggling.send("GET", key(round % SHARDS));
                toggling.send("CLIENT", "TRACKING", "OFF");
                toggling.send("GET", key(round % SHARDS));
                List<String> replies = new ArrayList<>();
                while (replies.size() < 5) {
                    String reply = toggling.reply();
                    if (!reply.startsWith(">")) {
                        replies.add(reply);
                    }
                }
                String value = "$" + ("v" + round).length() + "\r\nv" + round + "\r\n";
                assertThat(replies).containsExactly("+OK\r\n", "+OK\r\n", value, "+OK\r\n", value);
            }
            writer.call("SET", key(0), "v");
            assertThat(toggling.call("PING")).isEqualTo("+PONG\r\n");
        }
    }

    @Test
    void clientsThatLeaveInTheMidstOfItLeaveNothing() {
        for (int round = 0; round < 50; round++) {
            try (RawClient leaving = proxy.connect(3);
                    RawClient writer = proxy.connect()) {
                String id = writer.id();
                String[] on = switch (round % 4) {
                    case 0 -> new String[] {"CLIENT", "TRACKING", "ON"};
                    case 1 -> new String[] {"CLIENT", "TRACKING", "ON", "BCAST"};
                    case 2 -> new String[] {"CLIENT", "TRACKING", "ON", "REDIRECT", id};
                    default -> new String[] {"CLIENT", "TRACKING", "ON", "BCAST", "REDIRECT", id};
                };
                leaving.send(on);
                leaving.send("MGET", key(0), key(1), key(2), key(3));
                writer.send("MSET", key(0), "v", key(1), "v", key(2), "v", key(3), "v");
                leaving.send(round % 3 == 0 ? new String[] {"BLPOP", key(0) + "q", "0"} : new String[] {"MULTI"});
                if (round % 5 == 0) {
                    leaving.reset();
                }
                writer.reply();
            }
        }
    }

    private static String key(int shard) {
        return ShardTags.key(shard, "tracked");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.proxy.control.config.ProxyConfig;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.RealRedis;
import io.ringway.proxy.testing.ShardTags;
import io.ringway.proxy.testing.SharedRedis;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that track keys over four shards are told of every change, whatever becomes of them, of others and of shards. */
final class TrackingIT {
    private static final String EVERYTHING = ">2\r\n$10\r\ninvalidate\r\n_\r\n";
    private static final int SHARDS = 4;
    private static final int MANY = 3;

    private final ProxyFixture proxy = before(SharedRedis.SHARDS, config -> config);

    @BeforeEach
    void empty() {
        SharedRedis.flush();
    }

    @AfterEach
    void nothingIsLeftBehind() {
        try {
            await("clients that track").until(() -> proxy.figure("tracking_clients") == 0);
            for (RealRedis shard : SharedRedis.SHARDS) {
                await("connections that track").until(() -> trackedConnections(shard) == 0);
            }
        } finally {
            proxy.close();
        }
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
            String id = waiting.call("CLIENT", "ID").substring(1).trim();
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
                String id = target.call("CLIENT", "ID").substring(1).trim();
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
                id = target.call("CLIENT", "ID").substring(1).trim();
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
    void aShardThatWasKilledMakesClientsForgetAndIsTrackedAgain() {
        List<RealRedis> shards = new ArrayList<>(SharedRedis.SHARDS);
        try (RealRedis mortal = RealRedis.start()) {
            shards.set(1, mortal);
            try (ProxyFixture other = before(shards, config -> config);
                    RawClient reader = other.connect(3);
                    RawClient told = other.connect(3);
                    RawClient resp2 = other.connect();
                    RawClient target = other.connect();
                    RawClient writer = other.connect()) {
                reader.call("CLIENT", "TRACKING", "ON");
                reader.call("MGET", key(0), key(1), key(2));
                told.call("CLIENT", "TRACKING", "ON", "BCAST");
                String id = target.call("CLIENT", "ID").substring(1).trim();
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
                killTracked(SharedRedis.SHARDS.get(0));
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
            killTracked(SharedRedis.SHARDS.get(0));
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
    void thereIsALimitAndItSaysSo() {
        try (ProxyFixture limited = before(
                        SharedRedis.SHARDS,
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
                String id = writer.call("CLIENT", "ID").substring(1).trim();
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

    private static ProxyFixture before(List<RealRedis> shards, UnaryOperator<ProxyConfig> change) {
        return ProxyFixture.before(shards.stream().map(RealRedis::endpoint).toList(), change);
    }

    private static String key(int shard) {
        return ShardTags.key(shard, "tracked");
    }

    private static String changed(String key) {
        return ">2\r\n$10\r\ninvalidate\r\n*1\r\n$" + key.length() + "\r\n" + key + "\r\n";
    }

    private static long trackedConnections(RealRedis shard) {
        try (RawClient client = shard.connect()) {
            return client.call("CLIENT", "LIST")
                    .lines()
                    .filter(TrackingIT::tracks)
                    .count();
        }
    }

    private static void killTracked(RealRedis shard) {
        try (RawClient client = shard.connect()) {
            client.call("CLIENT", "LIST")
                    .lines()
                    .filter(TrackingIT::tracks)
                    .forEach(line -> client.call("CLIENT", "KILL", "ID", line.split("[= ]", -1)[1]));
        }
    }

    private static boolean tracks(String line) {
        int flags = line.indexOf(" flags=");
        return flags > 0
                && line.substring(flags + 7, line.indexOf(' ', flags + 1)).contains("t");
    }
}

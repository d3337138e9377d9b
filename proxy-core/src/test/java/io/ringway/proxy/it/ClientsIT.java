// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.proxy.control.config.PinnedConfig;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.ShardTags;
import io.ringway.proxy.testing.SharedRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients close, hold, wake and mute clients of the proxy as they do those of a server, whatever event loop they are on. */
final class ClientsIT {
    private static final String KEY = ShardTags.key(0, "queue");
    /** More than there are event loops. */
    private static final int SOME = 6;

    private final ProxyFixture proxy = ProxyFixture.before(SharedRedis.endpoints(4));

    @BeforeEach
    void empty() {
        SharedRedis.flush();
    }

    @AfterEach
    void nothingIsStillLent() {
        try {
            await("leased connections").until(() -> proxy.figure("pinned_lent") == 0);
        } finally {
            proxy.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void mutedRepliesLeaveNothingBehind(int protocol) {
        List<String> lines = List.of(
                "SET {t}a 1",
                "CLIENT REPLY SKIP",
                "GET {t}a",
                "GET {t}a",
                "CLIENT REPLY SKIP",
                "CLIENT REPLY SKIP",
                "GET {t}a",
                "GET {t}a",
                "CLIENT REPLY SKIP",
                "CLIENT REPLY ON",
                "PING",
                "CLIENT REPLY SKIP",
                "CLIENT REPLY BOGUS",
                "PING",
                "CLIENT REPLY SKIP",
                "MGET a b c d e",
                "MGET a b c d e",
                "CLIENT REPLY OFF",
                "MSET a 1 b 2 c 3 d 4 e 5",
                "MGET a b c d e",
                "NOSUCH",
                "GET",
                "INCR {t}l",
                "RPUSH {t}l 1 2 3",
                "INCR {t}l",
                "MULTI",
                "SET {t}a 2",
                "CLIENT ID",
                "EXEC",
                "MULTI",
                "GET",
                "EXEC",
                "WATCH {t}a",
                "MULTI",
                "SET {t}a 3",
                "EXEC",
                "BLPOP {t}l 0",
                "BLPOP {t}none 0.01",
                "CLIENT REPLY SKIP",
                "CLIENT REPLY BOGUS",
                "DBSIZE",
                "SELECT 1",
                "SET {t}a other",
                "SELECT 0",
                "SUBSCRIBE news",
                "PSUBSCRIBE n* m*",
                "UNSUBSCRIBE",
                "PUNSUBSCRIBE",
                "CLIENT REPLY ON",
                "CLIENT REPLY SKIP",
                "SUBSCRIBE news",
                "UNSUBSCRIBE news",
                "MGET a b c d e",
                "GET {t}a",
                "LRANGE {t}l 0 -1",
                "CLIENT REPLY SKIP",
                "MULTI",
                "GET {t}a",
                "EXEC",
                "CLIENT REPLY OFF",
                "RESET",
                "PING",
                "CLIENT REPLY SKIP",
                "RESET",
                "PING",
                "CLIENT REPLY OFF",
                "QUIT");
        try (RawClient direct = SharedRedis.DIRECT.connect();
                RawClient client = proxy.connect()) {
            for (RawClient each : List.of(direct, client)) {
                if (protocol == 3) {
                    assertThat(each.call("HELLO", "3")).startsWith("%");
                }
                each.sendRaw(String.join("\r\n", lines) + "\r\n");
            }

            assertThat(client.readToEnd()).isEqualTo(direct.readToEnd());
        }
    }

    @Test
    void aLargeReplyThatNobodyWantsIsLetGoAsItComes() {
        String large = "x".repeat(1 << 20);
        try (RawClient client = proxy.connect()) {
            client.call("SET", KEY, large);
            client.send("CLIENT", "REPLY", "OFF");
            for (int i = 0; i < 20; i++) {
                client.send("GET", KEY);
                client.send("MGET", KEY, ShardTags.key(1, "none"));
            }
            client.send("CLIENT", "REPLY", "ON");

            assertThat(client.reply()).isEqualTo("+OK\r\n");
            assertThat(client.call("STRLEN", KEY)).isEqualTo(":" + large.length() + "\r\n");
        }
    }

    @Test
    void infoTellsOfTheProxysClientsAndNotOfTheShards() {
        try (RawClient client = proxy.connect();
                RawClient waiting = proxy.connect()) {
            assertThat(waiting.call("PING")).isEqualTo("+PONG\r\n");
            assertThat(client.call("INFO", "clients"))
                    .contains("\r\nconnected_clients:2\r\n", "\r\nblocked_clients:0\r\n");

            waiting.send("BLPOP", KEY, "0");
            await().untilAsserted(
                            () -> assertThat(client.call("INFO", "clients")).contains("\r\nblocked_clients:1\r\n"));
        }
    }

    @Test
    void killClosesWhomItMeansAndNobodyElse() {
        List<RawClient> victims = connectSome();
        List<RawClient> spared = connectSome();
        try (RawClient killer = proxy.connect()) {
            for (RawClient victim : victims) {
                String id = id(victim);
                assertThat(killer.call("CLIENT", "KILL", "ID", id)).isEqualTo(":1\r\n");
                assertThat(killer.call("CLIENT", "LIST", "ID", id)).isEqualTo("$0\r\n\r\n");
                assertThat(victim.isClosedByPeer()).isTrue();
                assertThat(killer.call("CLIENT", "KILL", "ID", id)).isEqualTo(":0\r\n");
            }
            for (RawClient each : spared) {
                assertThat(each.call("PING")).isEqualTo("+PONG\r\n");
            }
            RawClient first = spared.get(0);
            assertThat(killer.call("CLIENT", "KILL", field(first, "addr"))).isEqualTo("+OK\r\n");
            assertThat(first.isClosedByPeer()).isTrue();
            assertThat(killer.call("CLIENT", "KILL", "MAXAGE", "3600")).isEqualTo(":0\r\n");
            assertThat(killer.call("CLIENT", "KILL", "USER", "default", "LADDR", field(killer, "laddr")))
                    .isEqualTo(":" + (SOME - 1) + "\r\n");
            assertThat(killer.call("PING")).isEqualTo("+PONG\r\n");
        } finally {
            victims.forEach(RawClient::close);
            spared.forEach(RawClient::close);
        }
    }

    @Test
    void whoKillsItselfGetsTheAnswerFirst() {
        try (RawClient client = proxy.connect();
                RawClient other = proxy.connect()) {
            assertThat(other.call("PING")).isEqualTo("+PONG\r\n");
            client.sendRaw("CLIENT KILL SKIPME no\r\nPING\r\n");

            assertThat(client.readToEnd()).isEqualTo(":2\r\n");
            assertThat(other.isClosedByPeer()).isTrue();
        }
        try (RawClient client = proxy.connect()) {
            client.sendRaw("CLIENT KILL " + field(client, "addr") + "\r\nPING\r\n");

            assertThat(client.readToEnd()).isEqualTo("+OK\r\n");
        }
    }

    @Test
    void whoIsKilledWhileItWaitsPopsNothing() {
        try (RawClient waiting = proxy.connect();
                RawClient killer = proxy.connect()) {
            String id = id(waiting);
            waiting.send("BLPOP", KEY, "0");
            awaitFlags(killer, id, "b");

            assertThat(killer.call("CLIENT", "KILL", "ID", id)).isEqualTo(":1\r\n");
            await().until(() -> killer.call("INFO", "clients").contains("\nblocked_clients:0"));
            killer.call("RPUSH", KEY, "job");

            assertThat(killer.call("LLEN", KEY)).isEqualTo(":1\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource({"2, '*-1\r\n'", "3, '_\r\n'"})
    void aWaitEndsAsAfterItsTimeOrWithAnError(int protocol, String nothing) {
        try (RawClient waiting = proxy.connect(protocol);
                RawClient waker = proxy.connect()) {
            String id = id(waiting);
            assertThat(waker.call("CLIENT", "UNBLOCK", id)).isEqualTo(":0\r\n");
            for (String command : List.of(
                    "BLPOP " + KEY + " 0",
                    "BLMOVE " + KEY + " " + KEY + " LEFT LEFT 0",
                    "BZMPOP 0 1 " + KEY + " MIN",
                    "XREAD BLOCK 0 STREAMS " + KEY + " $")) {
                waiting.sendRaw(command + "\r\n");
                awaitFlags(waker, id, "b");
                assertThat(waker.call("CLIENT", "UNBLOCK", id)).isEqualTo(":1\r\n");
                assertThat(waiting.reply()).isEqualTo(nothing);

                waiting.sendRaw(command + "\r\n");
                awaitFlags(waker, id, "b");
                assertThat(waker.call("CLIENT", "UNBLOCK", id, "ERROR")).isEqualTo(":1\r\n");
                assertThat(waiting.reply()).isEqualTo("-UNBLOCKED client unblocked via CLIENT UNBLOCK\r\n");
                assertThat(waker.call("CLIENT", "UNBLOCK", id)).isEqualTo(":0\r\n");
            }
            waiting.send("WAIT", "1", "0");
            awaitFlags(waker, id, "b");
            assertThat(waker.call("CLIENT", "UNBLOCK", id, "TIMEOUT")).isEqualTo(":1\r\n");
            assertThat(waiting.reply()).isEqualTo(":0\r\n");
        }
    }

    @Test
    void aWaitInTheLineForAConnectionEndsToo() {
        ProxyFixture small = ProxyFixture.before(
                SharedRedis.endpoints(4),
                config -> config.withStore(config.store().withPinned(new PinnedConfig(1, 1, Duration.ofSeconds(20)))));
        try (small;
                RawClient first = small.connect();
                RawClient second = small.connect();
                RawClient waker = small.connect()) {
            first.send("BLPOP", KEY, "0");
            await().until(() -> small.figure("pinned_lent") == 1);
            String id = id(second);
            for (int i = 0; i < 3; i++) {
                second.send("BLPOP", KEY, "0");
                await().until(() -> small.figure("pinned_waiting") == 1);
                assertThat(waker.call("CLIENT", "UNBLOCK", id)).isEqualTo(":1\r\n");
                assertThat(second.reply()).isEqualTo("*-1\r\n");
            }
            second.send("WAIT", "1", "0");
            await().until(() -> small.figure("pinned_waiting") == 1);
            assertThat(waker.call("CLIENT", "UNBLOCK", id, "ERROR")).isEqualTo(":1\r\n");
            assertThat(second.reply()).isEqualTo("-UNBLOCKED client unblocked via CLIENT UNBLOCK\r\n");

            assertThat(small.figure("pinned_waiting")).isEqualTo(0);
            waker.call("RPUSH", KEY, "job");
            assertThat(first.reply()).endsWith("job\r\n");
        }
    }

    @Test
    void whileWritesArePausedReadsGoOnEverywhere() {
        List<RawClient> writers = connectSome();
        List<RawClient> readers = connectSome();
        try (RawClient master = proxy.connect()) {
            assertThat(master.call("CLIENT", "PAUSE", "60000", "WRITE")).isEqualTo("+OK\r\n");
            for (int i = 0; i < SOME; i++) {
                String id = id(writers.get(i));
                writers.get(i).send(i % 2 == 0 ? "INCR" : "PFCOUNT", "counter" + i);
                writers.get(i).send("PING");
                awaitFlags(master, id, "b");
                assertThat(readers.get(i).call("GET", "counter" + i)).isEqualTo("$-1\r\n");
                assertThat(readers.get(i).call("INCR")).startsWith("-ERR wrong number");
                assertThat(master.call("CLIENT", "UNBLOCK", id)).isEqualTo(":0\r\n");
            }

            assertThat(master.call("CLIENT", "UNPAUSE")).isEqualTo("+OK\r\n");

            for (int i = 0; i < SOME; i++) {
                assertThat(writers.get(i).reply()).isEqualTo(i % 2 == 0 ? ":1\r\n" : ":0\r\n");
                assertThat(writers.get(i).reply()).isEqualTo("+PONG\r\n");
            }
        } finally {
            writers.forEach(RawClient::close);
            readers.forEach(RawClient::close);
        }
    }

    @Test
    void aPauseOfAllHoldsEvenItsOwnEnd() {
        try (RawClient master = proxy.connect();
                RawClient client = proxy.connect()) {
            assertThat(master.call("CLIENT", "PAUSE", "200")).isEqualTo("+OK\r\n");
            long begin = System.nanoTime();

            assertThat(client.call("CLIENT", "UNPAUSE")).isEqualTo("+OK\r\n");

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(100));
            assertThat(master.call("PING")).isEqualTo("+PONG\r\n");
        }
    }

    @Test
    void theLongerPauseCounts() {
        try (RawClient master = proxy.connect();
                RawClient client = proxy.connect()) {
            long begin = System.nanoTime();
            master.call("CLIENT", "PAUSE", "300", "WRITE");
            master.call("CLIENT", "PAUSE", "1", "WRITE");

            assertThat(client.call("SET", KEY, "1")).isEqualTo("+OK\r\n");

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(290));
        }
    }

    @Test
    void aTransactionWaitsWhereItWrites() {
        try (RawClient master = proxy.connect();
                RawClient reading = proxy.connect();
                RawClient writing = proxy.connect()) {
            reading.sendRaw("MULTI\r\nGET " + KEY + "\r\n");
            writing.sendRaw("MULTI\r\nSET " + KEY + " 1\r\n");
            for (RawClient each : List.of(reading, writing)) {
                assertThat(each.reply() + each.reply()).isEqualTo("+OK\r\n+QUEUED\r\n");
            }
            master.call("CLIENT", "PAUSE", "60000", "WRITE");
            String id = idOfTheOneInMulti(master, "set");

            writing.send("EXEC");
            awaitFlags(master, id, "xb");
            assertThat(reading.call("EXEC")).isEqualTo("*1\r\n$-1\r\n");
            master.call("CLIENT", "UNPAUSE");

            assertThat(writing.reply()).isEqualTo("*1\r\n+OK\r\n");
        }
    }

    @Test
    void aReplyThatHasBeenReadTakesNoMemory() {
        try (RawClient client = proxy.connect();
                RawClient other = proxy.connect()) {
            String id = id(client);
            assertThat(client.call("PING", "x".repeat(1000))).endsWith("x\r\n");

            assertThat(other.call("CLIENT", "LIST", "ID", id)).contains(" oll=0 omem=0 tot-mem=0 ");
            assertThat(client.call("CLIENT", "INFO")).contains(" oll=0 omem=0 ");
        }
    }

    @Test
    void scriptsThatDeclareToWriteNothingDoNotWait() {
        String body = "#!lua flags=no-writes\nreturn 1";
        try (RawClient master = proxy.connect();
                RawClient client = proxy.connect()) {
            String digest = client.call("SCRIPT", "LOAD", body)
                    .substring("$40\r\n".length())
                    .trim();
            master.call("CLIENT", "PAUSE", "60000", "WRITE");

            assertThat(client.call("EVAL", body, "1", KEY)).isEqualTo(":1\r\n");
            assertThat(client.call("EVALSHA", digest, "1", KEY)).isEqualTo(":1\r\n");
            assertThat(client.call("MULTI")).isEqualTo("+OK\r\n");
            assertThat(client.call("EVAL", body, "1", KEY)).isEqualTo("+QUEUED\r\n");
            assertThat(client.call("EVALSHA", digest, "1", KEY)).isEqualTo("+QUEUED\r\n");
            assertThat(client.call("EXEC")).isEqualTo("*2\r\n:1\r\n:1\r\n");

            String id = id(client);
            client.send("EVAL", "#!lua\nreturn 1", "1", KEY);
            awaitFlags(master, id, "b");
            assertThat(master.call("CLIENT", "UNPAUSE")).isEqualTo("+OK\r\n");
            assertThat(client.reply()).isEqualTo(":1\r\n");
        }
    }

    @Test
    void whoLeavesDuringAPauseWritesNothing() {
        try (RawClient master = proxy.connect()) {
            RawClient leaving = proxy.connect();
            String id = id(leaving);
            master.call("CLIENT", "PAUSE", "60000", "WRITE");
            leaving.send("SET", KEY, "1");
            awaitFlags(master, id, "b");

            leaving.close();
            await().until(() -> master.call("CLIENT", "LIST", "ID", id).equals("$0\r\n\r\n"));
            master.call("CLIENT", "UNPAUSE");

            assertThat(master.call("EXISTS", KEY)).isEqualTo(":0\r\n");
        }
    }

    @Test
    void aPauseBeginsWhenWhatIsUnderWayIsDone() {
        List<RawClient> writers = connectSome();
        try (RawClient master = proxy.connect()) {
            for (RawClient writer : writers) {
                writer.send(
                        "EVAL",
                        "local n = 0 for i = 1, 5e6 do n = n + i end return redis.call('INCR', KEYS[1])",
                        "1",
                        KEY);
            }
            await().until(() ->
                    !SharedRedis.SHARDS.get(0).connect().call("GET", KEY).equals("$-1\r\n"));

            master.call("CLIENT", "PAUSE", "60000", "WRITE");
            String atPause = master.call("GET", KEY);
            await().pollDelay(Duration.ofMillis(100)).until(() -> true);

            assertThat(master.call("GET", KEY)).isEqualTo(atPause);
            master.call("CLIENT", "UNPAUSE");
            writers.forEach(RawClient::reply);
        } finally {
            writers.forEach(RawClient::close);
        }
    }

    private List<RawClient> connectSome() {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < SOME; i++) {
            clients.add(proxy.connect());
        }
        return clients;
    }

    private static String id(RawClient client) {
        return client.call("CLIENT", "ID").replaceAll("[:\r\n]", "");
    }

    private static String field(RawClient client, String name) {
        return client.call("CLIENT", "INFO").replaceAll("(?s).*[ \n]" + name + "=(\\S*) .*", "$1");
    }

    private static void awaitFlags(RawClient asking, String id, String flags) {
        await().until(() -> asking.call("CLIENT", "LIST", "ID", id).contains(" flags=" + flags + " "));
    }

    private static String idOfTheOneInMulti(RawClient asking, String lastCommand) {
        for (String line : asking.call("CLIENT", "LIST").split("\n", -1)) {
            if (line.contains(" flags=x ") && line.contains(" cmd=" + lastCommand + " ")) {
                assertThat(line).contains(" multi=1 ");
                return line.replaceAll("id=(\\d+) .*", "$1").strip();
            }
        }
        throw new AssertionError("nobody is in a transaction");
    }
}

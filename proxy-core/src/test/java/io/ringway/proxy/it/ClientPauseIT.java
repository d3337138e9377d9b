// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static io.ringway.proxy.testing.ClientList.awaitFlags;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.proxy.testing.OnEmptyServers;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.ShardTags;
import io.ringway.proxy.testing.SharedRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Clients hold all others up as they do those of a server, whatever event loop they are on. */
@OnEmptyServers
final class ClientPauseIT {
    private static final String KEY = ShardTags.key(0, "queue");
    /** More than there are event loops. */
    private static final int SOME = 6;

    @AutoClose("closeWhenNothingIsLent")
    private final ProxyFixture proxy = ProxyFixture.before(SharedRedis.endpoints(4));

    @Test
    void whileWritesArePausedReadsGoOnEverywhere() {
        List<RawClient> writers = connectSome();
        List<RawClient> readers = connectSome();
        try (RawClient master = proxy.connect()) {
            assertThat(master.call("CLIENT", "PAUSE", "60000", "WRITE")).isEqualTo("+OK\r\n");
            for (int i = 0; i < SOME; i++) {
                String id = writers.get(i).id();
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

            String id = client.id();
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
            String id = leaving.id();
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

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.proxy.testing.Endpoint;
import io.ringway.proxy.testing.OnEmptyServers;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.SharedRedis;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the proxy does itself has its place in a transaction, in front of four shards, and its reply is what a server says. */
@OnEmptyServers
final class OwnCommandsInTransactionsIT {
    private static final String NOBODY = "999999";
    /** In a reply to HELLO: each server counts for itself. */
    private static final Pattern CLIENT_ID = Pattern.compile("(\r\nid\r\n:)[0-9]+");

    @AutoClose("closeWhenNothingIsLent")
    private final ProxyFixture proxy = ProxyFixture.before(SharedRedis.endpoints(4));

    @AfterEach
    void nobodyTracksAnyMore() {
        await("tracking clients").until(() -> proxy.figure("tracking_clients") == 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void ordersToConnectionsAreCarriedOutInTheirPlace(int protocol) {
        assertSame(
                protocol,
                "MULTI",
                "SET a 1",
                "CLIENT KILL ID " + NOBODY,
                "CLIENT KILL 127.0.0.1:1",
                "CLIENT KILL ID none",
                "INCR a",
                "CLIENT UNBLOCK " + NOBODY,
                "CLIENT UNBLOCK none",
                "CLIENT PAUSE none",
                "CLIENT PAUSE -1",
                "CLIENT PAUSE 1 SOME",
                "CLIENT PAUSE 100000 WRITE",
                "CLIENT UNPAUSE",
                "CLIENT REPLY ON",
                "CLIENT REPLY PERHAPS",
                "CLIENT NO-EVICT ON",
                "CLIENT SETNAME somebody",
                "CLIENT GETNAME",
                "MONITOR",
                "GET a",
                "EXEC",
                "CLIENT GETNAME",
                "MULTI",
                "CLIENT UNPAUSE",
                "EXEC",
                "GET a");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void trackingIsBegunAndEndedInItsPlace(int protocol) {
        assertSame(
                protocol,
                "MULTI",
                "GET a",
                "CLIENT TRACKING ON REDIRECT " + NOBODY,
                "CLIENT TRACKING ON OPTIN OPTOUT",
                "CLIENT TRACKING MAYBE",
                "CLIENT TRACKINGINFO",
                "CLIENT TRACKING ON OPTOUT NOLOOP",
                "CLIENT TRACKINGINFO",
                "CLIENT CACHING NO",
                "EXEC",
                "CLIENT TRACKINGINFO",
                "GET a",
                "MULTI",
                "CLIENT TRACKING OFF",
                "CLIENT TRACKING ON BCAST PREFIX some",
                "CLIENT GETREDIR",
                "EXEC",
                "CLIENT TRACKINGINFO",
                "WATCH a",
                "MULTI",
                "SET a 1",
                "CLIENT TRACKING OFF",
                "EXEC",
                "GET a");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void subscriptionsAreConfirmedAmongTheReplies(int protocol) {
        assertSame(
                protocol,
                "MULTI",
                "SET a 1",
                "UNSUBSCRIBE",
                "SUBSCRIBE one two",
                "GET a",
                "PSUBSCRIBE t*",
                "CLIENT GETNAME",
                "UNSUBSCRIBE one",
                "SSUBSCRIBE three",
                "GET a",
                "EXEC",
                "PING",
                "UNSUBSCRIBE",
                "PUNSUBSCRIBE",
                "GET a");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void whatStandsBehindHelloIsAnsweredInItsProtocol(int protocol) {
        assertSame(
                protocol,
                "HSET a field value",
                "MULTI",
                "HGETALL a",
                "HELLO 3 SETNAME somebody",
                "CLIENT GETNAME",
                "GET nowhere{a}",
                "HGETALL a",
                "CLIENT TRACKINGINFO",
                "HELLO",
                "HELLO 2 AUTH",
                "HELLO 4",
                "HELLO 2",
                "CLIENT TRACKINGINFO",
                "HGETALL a",
                "SUBSCRIBE topic",
                "UNSUBSCRIBE topic",
                "HELLO 3",
                "GET nowhere{a}",
                "EXEC",
                "HGETALL a",
                "MULTI",
                "PING",
                "HELLO 2",
                "CLIENT TRACKINGINFO",
                "EXEC",
                "GET nowhere{a}",
                "WATCH a",
                "MULTI",
                "HELLO 3",
                "SELECT 1",
                "HGETALL a",
                "EXEC",
                "HGETALL a",
                "SELECT 0",
                "WATCH a",
                "HSET a field another",
                "MULTI",
                "HELLO 2",
                "EXEC",
                "HGETALL a",
                "MULTI",
                "HELLO 2",
                "HGETALL a",
                "DISCARD",
                "HGETALL a",
                "CLIENT TRACKING ON",
                "MULTI",
                "HELLO 2",
                "HGETALL a",
                "HELLO 3",
                "HGETALL a",
                "EXEC",
                "HGETALL a");
    }

    @Test
    void messagesComeBehindTheReplyThatConfirmsTheSubscription() {
        try (RawClient client = proxy.connect();
                RawClient other = proxy.connect()) {
            client.call("MULTI");
            client.call("SUBSCRIBE", "news");
            assertThat(client.call("EXEC")).isEqualTo("*1\r\n*3\r\n$9\r\nsubscribe\r\n$4\r\nnews\r\n:1\r\n");

            assertThat(other.call("PUBLISH", "news", "hello")).isEqualTo(":1\r\n");
            assertThat(client.reply()).isEqualTo("*3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$5\r\nhello\r\n");
        }
    }

    @Test
    void aTransactionThatFailsDoesNoneOfThem() {
        try (RawClient client = proxy.connect();
                RawClient victim = proxy.connect();
                RawClient other = proxy.connect()) {
            client.call("WATCH", "a");
            other.call("SET", "a", "theirs");
            client.call("MULTI");
            client.call("SET", "a", "mine");
            client.call("CLIENT", "PAUSE", "100000");
            client.call("CLIENT", "KILL", "ID", id(victim));

            assertThat(client.call("EXEC")).isEqualTo("*-1\r\n");
            assertThat(victim.call("GET", "a")).isEqualTo("$6\r\ntheirs\r\n");
        }
    }

    @Test
    void writesOfOthersArePausedOnceExecIsAnswered() {
        try (RawClient client = proxy.connect();
                RawClient other = proxy.connect()) {
            client.call("MULTI");
            client.call("SET", "a", "1");
            client.call("CLIENT", "PAUSE", "100000", "WRITE");
            assertThat(client.call("EXEC")).isEqualTo("*2\r\n+OK\r\n+OK\r\n");

            other.send("SET", "a", "2");
            await().until(() -> client.call("CLIENT", "LIST").contains(" flags=b "));
            assertThat(client.call("GET", "a")).isEqualTo("$1\r\n1\r\n");
            client.call("CLIENT", "UNPAUSE");
            assertThat(other.reply()).isEqualTo("+OK\r\n");
        }
    }

    @Test
    void whoEndsItselfIsAnsweredFirst() {
        try (RawClient client = proxy.connect()) {
            String id = id(client);
            client.call("MULTI");
            client.call("SET", "a", "1");
            client.call("CLIENT", "KILL", "ID", id, "SKIPME", "no");
            client.send("EXEC");

            assertThat(client.readToEnd()).isEqualTo("*2\r\n+OK\r\n:1\r\n");
        }
    }

    @Test
    void whatWouldTearExecsReplyIsRefused() {
        try (RawClient client = proxy.connect()) {
            for (String wanted : new String[] {"OFF", "SKIP"}) {
                assertThat(client.call("MULTI")).isEqualTo("+OK\r\n");
                assertThat(client.call("CLIENT", "REPLY", wanted))
                        .isEqualTo("-ERR CLIENT REPLY is not supported inside a transaction: send it before MULTI"
                                + " or after EXEC\r\n");
                assertThat(client.call("EXEC")).startsWith("-EXECABORT");
            }
        }
    }

    @Test
    void whatSeveralShardsHaveAPartInIsRefused() {
        try (RawClient client = proxy.connect()) {
            client.call("MULTI");
            assertThat(client.call("CONFIG", "SET", "maxmemory", "0"))
                    .isEqualTo(
                            "-ERR CONFIG SET is not supported inside a transaction over several shards: send it before"
                                    + " MULTI or after EXEC\r\n");
            assertThat(client.call("EXEC")).startsWith("-EXECABORT");
        }
    }

    @Test
    void whatWasReadBeforeTrackingBeganHasToBeForgotten() {
        try (RawClient client = proxy.connect(3);
                RawClient other = proxy.connect()) {
            client.call("MULTI");
            client.call("CLIENT", "TRACKING", "ON");
            client.call("GET", "a");
            assertThat(client.call("EXEC")).isEqualTo("*2\r\n+OK\r\n_\r\n");
            assertThat(client.reply()).isEqualTo(">2\r\n$10\r\ninvalidate\r\n_\r\n");

            client.call("GET", "a");
            other.call("SET", "a", "1");
            assertThat(client.reply()).isEqualTo(">2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\na\r\n");
        }
    }

    @Test
    void manyClientsMayPauseAtOneTime() {
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                clients.add(proxy.connect());
            }
            for (int round = 0; round < 50; round++) {
                clients.forEach(client -> client.send("CLIENT", "PAUSE", "1", "WRITE"));
                clients.forEach(client -> assertThat(client.reply()).isEqualTo("+OK\r\n"));
            }
            clients.get(0).call("CLIENT", "UNPAUSE");
        } finally {
            clients.forEach(RawClient::close);
        }
    }

    @Test
    void thousandsOfThemAreCarriedOut() {
        int many = 5_000;
        try (RawClient client = proxy.connect()) {
            client.send("MULTI");
            for (int i = 0; i < many; i++) {
                client.send("CLIENT", "UNBLOCK", NOBODY);
            }
            client.send("EXEC");
            client.reply();
            for (int i = 0; i < many; i++) {
                assertThat(client.reply()).isEqualTo("+QUEUED\r\n");
            }
            assertThat(client.reply()).isEqualTo("*" + many + "\r\n" + ":0\r\n".repeat(many));
        }
    }

    /** One by one and pipelined, the same replies as a server's. */
    private void assertSame(int protocol, String... commands) {
        String expected = converse(SharedRedis.DIRECT.endpoint(), protocol, false, commands);
        assertThat(converse(proxy.endpoint(), protocol, false, commands)).isEqualTo(expected);
        SharedRedis.flush();
        assertThat(converse(proxy.endpoint(), protocol, true, commands)).isEqualTo(expected);
    }

    private static String converse(Endpoint endpoint, int protocol, boolean pipelined, String... commands) {
        String last = "the end";
        StringBuilder replies = new StringBuilder();
        try (RawClient client = RawClient.connect(endpoint, protocol)) {
            String end = "$" + last.length() + "\r\n" + last + "\r\n";
            StringBuilder all = new StringBuilder();
            for (String command : commands) {
                all.append(command).append("\r\n");
                if (!pipelined) {
                    client.sendRaw(command + "\r\n");
                    // What is sent next is carried out when this is: how many replies there are is for Redis to know.
                    replies.append(client.reply());
                }
            }
            client.sendRaw((pipelined ? all : "") + "ECHO '" + last + "'\r\n");
            for (String reply = client.reply(); !reply.equals(end); reply = client.reply()) {
                replies.append(reply);
            }
        }
        return CLIENT_ID.matcher(replies).replaceAll("$1");
    }

    private static String id(RawClient client) {
        return client.call("CLIENT", "ID").replaceAll("[:\r\n]", "");
    }
}

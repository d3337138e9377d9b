// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static io.ringway.proxy.testing.ClientList.awaitFlags;
import static io.ringway.proxy.testing.ClientList.field;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients close and wake clients of the proxy as they do those of a server, whatever event loop they are on. */
@OnEmptyServers
final class ClientKillAndUnblockIT {
    private static final String KEY = ShardTags.key(0, "queue");
    /** More than there are event loops. */
    private static final int SOME = 6;

    @AutoClose("closeWhenNothingIsLent")
    private final ProxyFixture proxy = ProxyFixture.before(SharedRedis.endpoints(4));

    @Test
    void killClosesWhomItMeansAndNobodyElse() {
        List<RawClient> victims = connectSome();
        List<RawClient> spared = connectSome();
        try (RawClient killer = proxy.connect()) {
            for (RawClient victim : victims) {
                String id = victim.id();
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
            String id = waiting.id();
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
            String id = waiting.id();
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
        ProxyFixture small = ProxyFixture.lending(1, Duration.ofSeconds(20));
        try (small;
                RawClient first = small.connect();
                RawClient second = small.connect();
                RawClient waker = small.connect()) {
            first.send("BLPOP", KEY, "0");
            await().until(() -> small.figure("pinned_lent") == 1);
            String id = second.id();
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

    private List<RawClient> connectSome() {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < SOME; i++) {
            clients.add(proxy.connect());
        }
        return clients;
    }
}

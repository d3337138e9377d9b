// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.proxy.testing.OnEmptyServers;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.ShardTags;
import io.ringway.proxy.testing.SharedRedis;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients are told of clients, and what one is spared that wants no replies. */
@OnEmptyServers
final class ClientsIT {
    private static final String KEY = ShardTags.key(0, "queue");

    @AutoClose("closeWhenNothingIsLent")
    private final ProxyFixture proxy = ProxyFixture.before(SharedRedis.endpoints(4));

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
    void aReplyThatHasBeenReadTakesNoMemory() {
        try (RawClient client = proxy.connect();
                RawClient other = proxy.connect()) {
            String id = client.id();
            assertThat(client.call("PING", "x".repeat(1000))).endsWith("x\r\n");

            assertThat(other.call("CLIENT", "LIST", "ID", id)).contains(" oll=0 omem=0 tot-mem=0 ");
            assertThat(client.call("CLIENT", "INFO")).contains(" oll=0 omem=0 ");
        }
    }
}

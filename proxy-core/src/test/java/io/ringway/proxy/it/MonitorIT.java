// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.proxy.testing.Endpoint;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.SharedRedis;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** MONITOR shows what a server would show, of all clients on all event loops, and harms none of them. */
final class MonitorIT {
    @AutoClose
    private final ProxyFixture proxy = ProxyFixture.before(SharedRedis.endpoints(4));

    @Test
    void linesAreThoseOfAServer() {
        SharedRedis.flush();
        List<String> direct = monitored(SharedRedis.DIRECT.endpoint());

        List<String> proxied = monitored(proxy.endpoint());

        assertThat(proxied).isEqualTo(direct);
    }

    private static List<String> monitored(Endpoint endpoint) {
        try (RawClient monitor = RawClient.connect(endpoint);
                RawClient client = RawClient.connect(endpoint)) {
            assertThat(monitor.call("MONITOR")).isEqualTo("+OK\r\n");
            for (String line : List.of(
                    "SET {t}k v",
                    "get {t}k",
                    "GET",
                    "NOSUCH",
                    "CLIENT LIST",
                    "CLIENT SETNAME x",
                    "CONFIG GET port",
                    "AUTH foo",
                    "auth default foo",
                    "HELLO 3 SETNAME y AUTH default bar SETNAME z",
                    "HELLO 2",
                    "EVAL 'return 1' 0",
                    "EVAL bogus 0",
                    "MULTI",
                    "SET {t}k 1",
                    "CLIENT ID",
                    "CLIENT LIST",
                    "GET {t}k",
                    "EXEC",
                    "MULTI",
                    "SET {t}k 1",
                    "GET",
                    "EXEC",
                    "MULTI",
                    "SET {t}k 1",
                    "DISCARD",
                    "WATCH {t}k",
                    "MULTI",
                    "GET {t}k",
                    "EXEC",
                    "SELECT 3",
                    "SELECT 99",
                    "GET \"{t}\\x00\\x01\\t\\n\\\"\\\\\\x7f\\xff abc\\r\\a\\b\"",
                    "LPUSH {t}l x",
                    "INCR {t}l",
                    "BLPOP {t}none 0.01",
                    "BLPOP {t}l 0",
                    "MGET a b c d",
                    "KEYS *",
                    "RESET",
                    "ECHO end")) {
                client.sendRaw(line + "\r\n");
                client.reply();
            }
            List<String> lines = new ArrayList<>();
            String line;
            do {
                line = monitor.reply();
                assertThat(line).matches("(?s)\\+\\d{10}\\.\\d{6} \\[\\d+ 127\\.0\\.0\\.1:\\d+\\] \".*\r\n");
                lines.add(line.replaceAll("^.*\\[(\\d+) \\S+\\]", "$1"));
            } while (!line.contains("\"end\""));
            return lines;
        }
    }

    @Test
    void everyClientIsShownWhateverItsLoop() {
        try (RawClient monitor = proxy.connect(3)) {
            assertThat(monitor.call("MONITOR")).isEqualTo("+OK\r\n");
            for (int i = 0; i < 8; i++) {
                try (RawClient client = proxy.connect()) {
                    client.call("ECHO", "number" + i);

                    assertThat(monitor.reply()).endsWith("\"ECHO\" \"number" + i + "\"\r\n");
                }
            }
        }
    }

    @Test
    void whoMonitorsIsKeptFromDataUntilItResets() {
        try (RawClient direct = SharedRedis.DIRECT.connect();
                RawClient monitor = proxy.connect();
                RawClient client = proxy.connect()) {
            for (RawClient each : List.of(direct, monitor)) {
                assertThat(each.call("MONITOR")).isEqualTo("+OK\r\n");
                assertThat(each.call("GET", "k")).isEqualTo("-ERR Replica can't interact with the keyspace\r\n");
                assertThat(each.call("EVAL", "return 1", "0"))
                        .isEqualTo("-ERR Replica can't interact with the keyspace\r\n");
                each.send("MONITOR");
                assertThat(each.call("PING")).isEqualTo("+PONG\r\n");
                assertThat(each.reply()).endsWith("\"PING\"\r\n");
                assertThat(each.call("CLIENT", "INFO")).contains(" flags=O ");
                assertThat(each.reply()).endsWith("\"CLIENT\" \"INFO\"\r\n");
                assertThat(each.call("RESET")).isEqualTo("+RESET\r\n");
            }
            client.call("ECHO", "unseen");

            assertThat(monitor.call("GET", "k")).startsWith("$");
            assertThat(monitor.call("CLIENT", "INFO")).contains(" flags=N ");
        }
    }

    @Test
    void whatAMonitorCannotReadIsLeftOutAndSaid() {
        int commands = 4_000;
        String text = "x".repeat(2_000);
        try (RawClient monitor = proxy.connect();
                RawClient client = proxy.connect()) {
            assertThat(monitor.call("MONITOR")).isEqualTo("+OK\r\n");
            for (int i = 0; i < commands; i++) {
                assertThat(client.call("ECHO", text)).hasSize(text.length() + 9);
            }
            client.call("ECHO", "last");

            long seen = 0;
            long leftOut = 0;
            while (leftOut == 0 && seen < 2L * commands) {
                String line = monitor.reply();
                if (line.contains("\"LEFT-OUT\"")) {
                    assertThat(line).matches("\\+\\d+\\.\\d{6} \\[0 ringway\\] \"MONITOR\" \"LEFT-OUT\" \"\\d+\"\r\n");
                    leftOut = Long.parseLong(line.replaceAll(".*\"(\\d+)\"\r\n", "$1"));
                } else {
                    assertThat(line.toLowerCase(Locale.ROOT)).contains("\"echo\"");
                    seen++;
                    // What was left out is told ahead of the first command that there is room for again.
                    client.call("ECHO", "more");
                }
            }
            assertThat(leftOut).isPositive();
            assertThat(seen).isPositive();
        }
    }

    @Test
    void aMonitorThatLeavesIsForgotten() {
        try (RawClient client = proxy.connect()) {
            for (int i = 0; i < 20; i++) {
                RawClient monitor = proxy.connect();
                monitor.send("MONITOR");
                if (i % 2 == 0) {
                    monitor.reply();
                }
                monitor.reset();
                assertThat(client.call("ECHO", "x")).isEqualTo("$1\r\nx\r\n");
            }
            await().until(() -> client.call("CLIENT", "LIST")
                            .lines()
                            .filter(l -> l.startsWith("id="))
                            .count()
                    == 1);
        }
    }
}

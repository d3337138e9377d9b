// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.slowlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.control.config.SlowLogConfig;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.RealRedis;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the slow log of a running proxy has, over one shard and over two. */
final class SlowLogIT {
    private static List<RealRedis> shards;

    @SuppressWarnings("NullAway.Init") // set by each test
    private ProxyFixture proxy;

    @SuppressWarnings("NullAway.Init") // set by each test
    private RawClient client;

    @BeforeAll
    static void start() {
        shards = RealRedis.startAll(2);
    }

    @AfterAll
    static void stop() {
        shards.forEach(RealRedis::close);
    }

    private void before(int count) {
        proxy = ProxyFixture.before(
                shards.subList(0, count).stream().map(RealRedis::endpoint).toList(),
                config -> config.withStore(config.store().withTimeouts(Duration.ofSeconds(2), Duration.ofMillis(500))));
        client = proxy.connect();
    }

    @AfterEach
    void disconnect() {
        client.close();
        proxy.close();
    }

    @Test
    void itBeginsAsConfiguredAndCanBeChanged() {
        proxy = ProxyFixture.before(
                List.of(shards.get(0).endpoint()), config -> config.withSlowLog(new SlowLogConfig(Duration.ZERO, 3)));
        client = proxy.connect();
        assertThat(client.call("CONFIG", "GET", "slowlog-log-slower-than"))
                .isEqualTo("*2\r\n$23\r\nslowlog-log-slower-than\r\n$1\r\n0\r\n");
        assertThat(client.call("CONFIG", "GET", "slowlog-max-len"))
                .isEqualTo("*2\r\n$15\r\nslowlog-max-len\r\n$1\r\n3\r\n");
        for (int i = 0; i < 5; i++) {
            client.call("SET", "key", "value");
        }
        assertThat(client.call("SLOWLOG", "LEN")).isEqualTo(":3\r\n");

        client.call("CONFIG", "SET", "slowlog-log-slower-than", "-1");
        client.call("SLOWLOG", "RESET");

        client.call("SET", "key", "value");
        assertThat(client.call("SLOWLOG", "LEN")).isEqualTo(":0\r\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whatHasItLogEverythingIsTheFirstInIt(int count) {
        before(count);
        client.call("CONFIG", "SET", "slowlog-log-slower-than", "0");

        assertThat(client.call("SLOWLOG", "GET", "1")).contains("$23\r\nslowlog-log-slower-than\r\n$1\r\n0\r\n");

        client.call("CONFIG", "SET", "slowlog-log-slower-than", "-1");
        assertThat(client.call("SLOWLOG", "GET", "1")).doesNotContain("$2\r\n-1\r\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aCommandThatTakesLongIsThereWithItsArgumentsAndItsClient(int count) {
        before(count);
        client.call("CLIENT", "SETNAME", "worker");

        client.call("debug", "sleep", "0.03");

        assertThat(client.call("SLOWLOG", "LEN")).isEqualTo(":1\r\n");
        assertThat(client.call("SLOWLOG", "GET"))
                .matches(String.join(
                        "\r\n",
                        "\\*1",
                        "\\*6",
                        ":0",
                        ":\\d{10}",
                        ":\\d{5,}",
                        "\\*3",
                        "\\$5",
                        "debug",
                        "\\$5",
                        "sleep",
                        "\\$4",
                        "0\\.03",
                        "\\$\\d+",
                        "127\\.0\\.0\\.1:\\d+",
                        "\\$6",
                        "worker",
                        ""));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aCommandThatWaitsBehindItIsThereByName(int count) {
        before(count);

        client.send("DEBUG", "SLEEP", "0.03");
        client.send("GET", "k");
        client.reply();
        client.reply();

        assertThat(client.call("SLOWLOG", "GET")).contains("$3\r\nGET\r\n$20\r\n(arguments not kept)\r\n");
        assertThat(client.call("SLOWLOG", "LEN")).isEqualTo(":2\r\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void withoutAThresholdEverythingIsThere(int count) {
        before(count);
        client.call("CONFIG", "SET", "slowlog-log-slower-than", "0");
        client.call("SLOWLOG", "RESET");
        client.call("SET", "a", "1");
        client.call("MGET", "a", "b", "c");
        client.call("PING");
        client.call("AUTH", "secret");
        client.call("RANDOMKEY");
        client.call("CONFIG", "SET", "slowlog-log-slower-than", "10000");

        String entries = client.call("SLOWLOG", "GET", "-1");

        assertThat(entries)
                .startsWith("*6\r\n")
                .containsSubsequence("RANDOMKEY", "AUTH", "(redacted)", "PING", "MGET", "SET", "SLOWLOG\r\n$5\r\nRESET")
                .doesNotContain("secret", "not kept");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whatWasNotAnsweredInTimeIsThere(int count) {
        before(count);
        client.call("SET", "k", "x");
        shards.get(0).freeze();
        try {
            assertThat(client.call("KEYS", "*")).startsWith("-ERR shard 'shard0' at ");
        } finally {
            shards.get(0).thaw();
        }
        assertThat(client.call("SLOWLOG", "GET"))
                .matches("(?s)\\*\\d\r\n.*:\\d{10}\r\n:\\d{6,}\r\n.*KEYS\r\n\\$1\r\n\\*\r\n.*");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void nothingIsThereOnceItIsSwitchedOff(int count) {
        before(count);
        client.call("CONFIG", "SET", "slowlog-log-slower-than", "-1");
        client.call("DEBUG", "SLEEP", "0.03");
        assertThat(client.call("SLOWLOG", "LEN")).isEqualTo(":0\r\n");
    }
}

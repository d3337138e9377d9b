// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.control.config.BackoffConfig;
import io.ringway.proxy.control.config.ProxyConfig;
import io.ringway.proxy.control.config.Secret;
import io.ringway.proxy.testing.Endpoint;
import io.ringway.proxy.testing.Fault;
import io.ringway.proxy.testing.FaultLink;
import io.ringway.proxy.testing.OnEmptyServers;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.RealRedis;
import io.ringway.proxy.testing.ShardTags;
import io.ringway.proxy.testing.SharedRedis;
import io.ringway.proxy.testing.Workload;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A shard that cannot be used fails fast and says why, for its keys alone, and works as soon as it can be used. */
@OnEmptyServers
final class ShardOutageIT {
    private static final Duration REPLY_TIMEOUT = Duration.ofMillis(500);
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String KEY = ShardTags.key(0, "outage");
    private static final String OTHER_KEY = ShardTags.key(1, "outage");

    @Test
    void aShardThatIsDownAtTheStartIsUsedOnceItIsUp() {
        try (RealRedis late = RealRedis.start()) {
            late.kill();
            try (ProxyFixture proxy = inFront(late.endpoint());
                    RawClient client = proxy.connect()) {
                assertOnlyShard0Fails(client, "is unreachable: .*; the command was not sent");

                late.restart();

                awaitAnswers(client);
                assertThat(client.call("MGET", KEY, OTHER_KEY)).isEqualTo("*2\r\n$1\r\nv\r\n$1\r\nv\r\n");
            }
        }
    }

    @Test
    void aHostThatHasNoAddressFailsForItsKeysAlone() {
        try (ProxyFixture proxy = inFront(new Endpoint("no-such-host.invalid", 6379));
                RawClient client = proxy.connect()) {
            assertOnlyShard0Fails(client, "at no-such-host.invalid:6379 is unreachable: .*; the command was not sent");
        }
    }

    @Test
    void aShardThatIsNoRedisFailsForItsKeysAlone() {
        try (FaultLink web = FaultLink.to(SharedRedis.endpoints(1).get(0))) {
            web.toClient(new Fault.Garbage(
                    "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            try (ProxyFixture proxy = inFront(web.endpoint());
                    RawClient client = proxy.connect()) {
                assertOnlyShard0Fails(client, "(is unreachable|was lost): .*");

                web.toClient(Fault.NONE);

                awaitAnswers(client);
            }
        }
    }

    @Test
    void aShardThatTakesConnectionsAndNeverAnswersFailsByItsDeadline() {
        try (FaultLink silent = FaultLink.to(SharedRedis.endpoints(1).get(0))) {
            silent.toServer(Fault.BLACK_HOLE);
            try (ProxyFixture proxy = inFront(silent.endpoint());
                    RawClient client = proxy.connect()) {
                assertOnlyShard0Fails(client, "(did not answer within|is unreachable|was lost).*");

                silent.toServer(Fault.NONE);

                awaitAnswers(client);
            }
        }
    }

    @Test
    void aShardThatWantsAPasswordThatWeDoNotHaveSaysSo() {
        try (RealRedis locked = RealRedis.start("--requirepass", "right");
                ProxyFixture proxy = inFront(locked.endpoint());
                RawClient resp2 = proxy.connect();
                RawClient resp3 = proxy.connect(3)) {
            for (RawClient client : List.of(resp2, resp3)) {
                assertThat(client.call("SET", KEY, "v")).startsWith("-").contains("NOAUTH");
                assertThat(client.call("SET", OTHER_KEY, "v")).isEqualTo("+OK\r\n");
            }
        }
    }

    @Test
    void aShardThatWantsAnotherPasswordThanOursSaysSo() {
        List<RealRedis> locked = RealRedis.startAll(4, "--requirepass", "right");
        List<Endpoint> endpoints = locked.stream().map(RealRedis::endpoint).toList();
        try (ProxyFixture wrong = ProxyFixture.before(endpoints, withPassword("wrong"));
                ProxyFixture right = ProxyFixture.before(endpoints, withPassword("right"));
                RawClient unlucky = wrong.connect();
                RawClient client = right.connect()) {
            assertThat(unlucky.call("SET", KEY, "v")).startsWith("-ERR ").contains("'shard0'", "WRONGPASS");
            assertThat(client.call("MSET", KEY, "v", OTHER_KEY, "v")).isEqualTo("+OK\r\n");
        } finally {
            locked.forEach(RealRedis::close);
        }
    }

    @Test
    void commandsThatNeedEveryShardFailWholeInsteadOfTellingHalf() {
        try (RealRedis down = RealRedis.start();
                ProxyFixture proxy = inFront(down.endpoint());
                RawClient client = proxy.connect()) {
            assertThat(client.call("MSET", KEY, "v", OTHER_KEY, "v")).isEqualTo("+OK\r\n");
            down.kill();

            for (String command : List.of(
                    "MGET " + OTHER_KEY + " " + KEY,
                    "EXISTS " + OTHER_KEY + " " + KEY,
                    "TOUCH " + OTHER_KEY + " " + KEY,
                    "MSET " + OTHER_KEY + " x " + KEY + " x",
                    "DBSIZE",
                    "KEYS *",
                    "SCRIPT EXISTS 0000000000000000000000000000000000000000",
                    "FLUSHALL")) {
                assertThat(client.call(command.split(" ")))
                        .as(command)
                        .startsWith("-ERR ")
                        .contains("'shard0'")
                        .endsWith("other shards may have executed theirs\r\n");
            }
            assertThat(scanToTheEnd(client)).startsWith("-ERR ").contains("'shard0'");
            assertThat(client.call("PING")).isEqualTo("+PONG\r\n");
        }
    }

    @Test
    void anOutageCostsOtherClientsNothing() {
        try (RealRedis down = RealRedis.start();
                ProxyFixture proxy = inFront(down.endpoint());
                Workload workload = Workload.on(proxy, 0, 6)) {
            try (RawClient client = proxy.connect()) {
                down.kill();
                for (int i = 0; i < 2_000; i++) {
                    client.send("GET", KEY);
                }
                for (int i = 0; i < 2_000; i++) {
                    assertThat(client.reply()).startsWith("-ERR ");
                }
            }
            workload.awaitRounds();

            assertThat(workload.longestBystanderWait()).isLessThan(Duration.ofSeconds(1));
        }
    }

    private static ProxyFixture inFront(Endpoint shard0) {
        List<Endpoint> shards = new ArrayList<>(SharedRedis.endpoints(4));
        shards.set(0, shard0);
        return ProxyFixture.before(shards, ShardOutageIT::impatient);
    }

    private static ProxyConfig impatient(ProxyConfig config) {
        return config.withStore(config.store()
                .withTimeouts(Duration.ofMillis(500), REPLY_TIMEOUT)
                .withReconnect(new BackoffConfig(Duration.ofMillis(20), Duration.ofMillis(200))));
    }

    private static UnaryOperator<ProxyConfig> withPassword(String password) {
        return config -> impatient(config.withStore(config.store().withCredentials("", new Secret(password))));
    }

    private static void assertOnlyShard0Fails(RawClient client, String how) {
        long began = System.nanoTime();
        String first = client.call("SET", KEY, "v");
        Duration took = Duration.ofNanos(System.nanoTime() - began);

        assertThat(first).startsWith("-ERR ").contains("'shard0'").matches("(?s).*" + how + "\r\n");
        assertThat(took).isLessThan(SOON);
        assertThat(client.call("SET", OTHER_KEY, "v")).isEqualTo("+OK\r\n");
        assertThat(client.call("GET", OTHER_KEY)).isEqualTo("$1\r\nv\r\n");
    }

    private static void awaitAnswers(RawClient client) {
        Awaitility.await()
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(client.call("SET", KEY, "v")).isEqualTo("+OK\r\n"));
    }

    /** The first reply to SCAN that is an error, or the last one. */
    private static String scanToTheEnd(RawClient client) {
        String cursor = "0";
        for (int step = 0; step < 100; step++) {
            String reply = client.call("SCAN", cursor);
            if (reply.startsWith("-")) {
                return reply;
            }
            cursor = reply.split("\r\n", -1)[2];
            if (cursor.equals("0")) {
                return reply;
            }
        }
        return "SCAN never ended";
    }
}

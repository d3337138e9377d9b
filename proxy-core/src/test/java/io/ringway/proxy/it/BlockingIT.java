// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

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

/** Commands that wait at a shard: nobody else waits with them, and who leaves takes nothing along. */
@OnEmptyServers
final class BlockingIT {
    private static final String KEY = ShardTags.key(0, "queue");

    @AutoClose("closeWhenNothingIsLent")
    private final ProxyFixture proxy = ProxyFixture.before(SharedRedis.endpoints(4));

    @Test
    void aPushWakesTheOneThatWaitsAndOthersNeverNotice() {
        try (RawClient waiting = proxy.connect();
                RawClient other = proxy.connect()) {
            waiting.send("BLPOP", KEY, "0");
            awaitBlocked(1);

            assertThat(other.call("SET", ShardTags.key(0, "x"), "1")).isEqualTo("+OK\r\n");
            assertThat(other.call("RPUSH", KEY, "job")).isEqualTo(":1\r\n");

            assertThat(waiting.reply()).isEqualTo("*2\r\n$" + KEY.length() + "\r\n" + KEY + "\r\n$3\r\njob\r\n");
        }
    }

    @Test
    void whatIsPipelinedBehindAWaitIsCarriedOutAfterIt() {
        try (RawClient waiting = proxy.connect();
                RawClient other = proxy.connect()) {
            waiting.send("SET", ShardTags.key(0, "order"), "before");
            waiting.send("BLPOP", KEY, "0");
            waiting.send("SET", ShardTags.key(0, "order"), "after");
            awaitBlocked(1);

            assertThat(other.call("GET", ShardTags.key(0, "order"))).isEqualTo("$6\r\nbefore\r\n");
            other.call("RPUSH", KEY, "job");

            assertThat(waiting.reply()).isEqualTo("+OK\r\n");
            assertThat(waiting.reply()).endsWith("job\r\n");
            assertThat(waiting.reply()).isEqualTo("+OK\r\n");
            assertThat(other.call("GET", ShardTags.key(0, "order"))).isEqualTo("$5\r\nafter\r\n");
        }
    }

    @Test
    void whoLeavesWhileWaitingPopsNothing() {
        try (RawClient other = proxy.connect()) {
            RawClient leaving = proxy.connect();
            RawClient resetting = proxy.connect();
            RawClient halfClosing = proxy.connect();
            leaving.send("BLPOP", KEY, "0");
            resetting.send("BRPOP", KEY, "0");
            halfClosing.send("BLMOVE", KEY, ShardTags.key(0, "moved"), "LEFT", "LEFT", "0");
            awaitBlocked(3);

            leaving.close();
            resetting.reset();
            halfClosing.endOutput();
            awaitBlocked(0);
            other.call("RPUSH", KEY, "one", "two");

            assertThat(other.call("LLEN", KEY)).isEqualTo(":2\r\n");
            halfClosing.close();
        }
    }

    @Test
    void whoLeavesWithMuchUnreadBehindAWaitPopsNothing() {
        try (RawClient other = proxy.connect()) {
            RawClient leaving = proxy.connect();
            RawClient pipelining = proxy.connect();
            leaving.send("BLPOP", KEY, "0");
            leaving.sendRaw(("SET " + ShardTags.key(0, "x") + " " + "x".repeat(1_000) + "\r\n").repeat(1_000));
            pipelining.sendRaw(("GET " + ShardTags.key(0, "x") + "\r\n").repeat(1_000));
            pipelining.send("BLPOP", KEY, "0");
            awaitBlocked(2);

            leaving.close();
            pipelining.close();
            awaitBlocked(0);
            other.call("RPUSH", KEY, "one");

            assertThat(other.call("LLEN", KEY)).isEqualTo(":1\r\n");
            assertThat(other.call("EXISTS", ShardTags.key(0, "x"))).isEqualTo(":0\r\n");
        }
    }

    @Test
    void whoHasLeftBeforeItsWaitBeginsPopsNothing() {
        try (RawClient leaving = proxy.connect();
                RawClient other = proxy.connect()) {
            leaving.send("BLPOP", ShardTags.key(0, "first"), "0.3");
            leaving.send("BLPOP", KEY, "0");
            awaitBlocked(1);
            // The first wait ends by the end of the connection, or by its time; the second must not begin.
            leaving.endOutput();
            awaitBlocked(0);
            other.call("RPUSH", KEY, "one");

            assertThat(other.call("LLEN", KEY)).isEqualTo(":1\r\n");
        }
    }

    @Test
    void whoHasLeftWhileASlowCommandRanPopsNothing() {
        try (RawClient leaving = proxy.connect();
                RawClient other = proxy.connect()) {
            leaving.send("EVAL", "for i = 1, 3e7 do end return 1", "1", KEY);
            leaving.send("BLPOP", KEY, "0");
            leaving.endOutput();

            assertThat(leaving.withPatience(Duration.ofSeconds(20)).readToEnd()).startsWith(":1");
            other.call("RPUSH", KEY, "one");
            assertThat(other.call("LLEN", KEY)).isEqualTo(":1\r\n");
        }
    }

    @Test
    void aWaitWithoutEndOutlivesEveryDeadline() {
        ProxyFixture impatient = ProxyFixture.before(
                SharedRedis.endpoints(4),
                config -> config.withStore(config.store().withTimeouts(Duration.ofSeconds(1), Duration.ofMillis(200))));
        try (impatient;
                RawClient waiting = impatient.connect();
                RawClient timed = impatient.connect();
                RawClient other = impatient.connect()) {
            waiting.send("BLPOP", KEY, "0");

            assertThat(timed.call("BLPOP", KEY, "1")).isEqualTo("*-1\r\n");
            other.call("RPUSH", KEY, "job");

            assertThat(waiting.reply()).endsWith("job\r\n");
        }
    }

    @Test
    void thereIsALineForTheLastConnectionsAndItIsFair() {
        ProxyFixture small = ProxyFixture.lending(2, Duration.ofSeconds(20));
        List<RawClient> waiting = new ArrayList<>();
        try (small;
                RawClient other = small.connect()) {
            for (int i = 0; i < 6; i++) {
                RawClient client = small.connect();
                client.send("BLPOP", ShardTags.key(0, "q" + i), "0");
                waiting.add(client);
                int arrived = i + 1;
                await().until(() -> small.figure("pinned_lent") + small.figure("pinned_waiting") == arrived);
            }
            assertThat(small.figure("pinned_waiting")).isEqualTo(4);

            for (int i = 0; i < 6; i++) {
                other.call("RPUSH", ShardTags.key(0, "q" + i), "job" + i);
                assertThat(waiting.get(i).reply()).endsWith("job" + i + "\r\n");
            }
        } finally {
            waiting.forEach(RawClient::close);
        }
    }

    @Test
    void streamsAreReadFromTheMomentOfTheCommandHoweverLongItWaitsInLine() {
        ProxyFixture small = ProxyFixture.lending(1, Duration.ofSeconds(20));
        String stream = ShardTags.key(0, "stream");
        String none = ShardTags.key(0, "none");
        try (small;
                RawClient first = small.connect();
                RawClient reading = small.connect();
                RawClient other = small.connect()) {
            other.call("XADD", stream, "1-1", "f", "before");
            first.send("BLPOP", KEY, "0");
            await().until(() -> small.figure("pinned_lent") == 1);
            long asked = questions();
            reading.send("XREAD", "BLOCK", "0", "STREAMS", stream, none, "$", "$");
            await().until(() -> questions() == asked + 2);
            other.call("XADD", stream, "1-2", "f", "between");
            other.call("XADD", none, "1-1", "f", "first");
            other.call("RPUSH", KEY, "job");

            assertThat(first.reply()).endsWith("job\r\n");
            assertThat(reading.reply()).contains("between", "first").doesNotContain("before");
        }
    }

    @Test
    void whoLeavesTheLineBeforeItsStreamsAreKnownLeavesNothingBehind() {
        ProxyFixture small = ProxyFixture.lending(1, Duration.ofSeconds(20));
        try (small;
                RawClient first = small.connect()) {
            first.send("BLPOP", KEY, "0");
            await().until(() -> small.figure("pinned_lent") == 1);
            for (int i = 0; i < 50; i++) {
                RawClient leaving = small.connect();
                leaving.send("XREAD", "BLOCK", "0", "STREAMS", KEY, "$");
                leaving.close();
            }

            await().until(() -> small.figure("pinned_waiting") == 0);
            first.send("PING");
        }
    }

    @Test
    void whoWaitsInLineTooLongIsToldSo() {
        ProxyFixture small = ProxyFixture.lending(1, Duration.ofMillis(150));
        try (small;
                RawClient first = small.connect();
                RawClient second = small.connect();
                RawClient gone = small.connect()) {
            first.send("BLPOP", KEY, "0");
            await().until(() -> small.figure("pinned_lent") == 1);

            assertThat(second.call("BLPOP", KEY, "0"))
                    .startsWith("-ERR all 1 connections to shard 'shard0'")
                    .endsWith("the command was not sent (see pinned.max)\r\n");
            gone.send("BLPOP", KEY, "0");
            gone.close();
            await().until(() -> small.figure("pinned_waiting") == 0);
            second.call("RPUSH", KEY, "job");

            assertThat(first.reply()).endsWith("job\r\n");
            assertThat(second.call("BLPOP", KEY, "0.01")).isEqualTo("*-1\r\n");
        }
    }

    @Test
    void aConnectionIsUsedAgainAfterAWait() {
        try (RawClient client = proxy.connect()) {
            for (int i = 0; i < 50; i++) {
                client.call("RPUSH", KEY, "job" + i);
                assertThat(client.call("BLPOP", KEY, "0")).endsWith("job" + i + "\r\n");
            }

            // Two per loop and shard at most: the one lent and the one kept ready.
            assertThat(serverConnections()).isLessThan(16);
        }
    }

    @Test
    void aWaitInAnotherDatabaseWaitsThere() {
        try (RawClient client = proxy.connect();
                RawClient other = proxy.connect()) {
            assertThat(client.call("BLPOP", KEY, "0.01")).isEqualTo("*-1\r\n");
            client.call("SELECT", "5");
            client.send("BLPOP", KEY, "0");
            awaitBlocked(1);
            other.call("RPUSH", KEY, "wrong");
            other.call("SELECT", "5");
            other.call("RPUSH", KEY, "right");

            assertThat(client.reply()).endsWith("right\r\n");
            client.call("SELECT", "0");
            assertThat(client.call("BLPOP", KEY, "0")).endsWith("wrong\r\n");
        }
    }

    /** How often the first shard was asked about a stream. */
    private static long questions() {
        try (RawClient direct = SharedRedis.SHARDS.get(0).connect()) {
            String stats = direct.call("INFO", "commandstats");
            String calls = "cmdstat_xinfo|stream:calls=";
            int at = stats.indexOf(calls);
            return at < 0 ? 0 : Long.parseLong(stats.substring(at + calls.length(), stats.indexOf(',', at)));
        }
    }

    private static void awaitBlocked(int count) {
        await("blocked clients at the server").until(() -> {
            try (RawClient direct = SharedRedis.SHARDS.get(0).connect()) {
                return direct.call("INFO", "clients").contains("blocked_clients:" + count + "\r\n");
            }
        });
    }

    private static int serverConnections() {
        try (RawClient direct = SharedRedis.SHARDS.get(0).connect()) {
            return direct.call("CLIENT", "LIST").split("name=ringway", -1).length - 1;
        }
    }
}

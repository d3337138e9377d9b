// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.proxy.testing.OnEmptyServers;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.RealRedis;
import io.ringway.proxy.testing.ShardTags;
import io.ringway.proxy.testing.SharedRedis;
import io.ringway.proxy.testing.Threads;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Transactions over four shards: atomic on one, refused over several, and none disturbs another. */
@OnEmptyServers
final class TransactionsIT {
    @AutoClose("closeWhenNothingIsLent")
    private final ProxyFixture proxy = ProxyFixture.before(SharedRedis.endpoints(4));

    @Test
    void keysOfAnotherShardFailTheTransactionWhenTheyAreQueued() {
        try (RawClient client = proxy.connect()) {
            client.call("MULTI");
            assertThat(client.call("SET", ShardTags.key(0, "a"), "1")).isEqualTo("+QUEUED\r\n");
            assertThat(client.call("SET", ShardTags.key(1, "a"), "1")).startsWith("-CROSSSLOT");

            assertThat(client.call("EXEC")).startsWith("-EXECABORT");
            assertThat(client.call("EXISTS", ShardTags.key(0, "a"))).isEqualTo(":0\r\n");
        }
    }

    @Test
    void watchedKeysAreOnOneShardAndSoIsTheirTransaction() {
        try (RawClient client = proxy.connect()) {
            assertThat(client.call("WATCH", ShardTags.key(0, "a"), ShardTags.key(1, "a")))
                    .startsWith("-CROSSSLOT");
            assertThat(client.call("WATCH", ShardTags.key(0, "a"))).isEqualTo("+OK\r\n");
            assertThat(client.call("WATCH", ShardTags.key(1, "a"))).startsWith("-CROSSSLOT");
            client.call("MULTI");
            assertThat(client.call("SET", ShardTags.key(1, "a"), "1")).startsWith("-CROSSSLOT");
            assertThat(client.call("EXEC")).startsWith("-EXECABORT");
        }
    }

    @Test
    void whatAShardRefusesToQueueIsSaidByExec() {
        try (RealRedis full = RealRedis.start();
                ProxyFixture inFront = ProxyFixture.before(List.of(full.endpoint()));
                RawClient client = inFront.connect();
                RawClient direct = full.connect()) {
            client.call("MULTI");
            client.call("SET", "a", "1");
            direct.call("CONFIG", "SET", "maxmemory", "1");

            assertThat(client.call("EXEC"))
                    .isEqualTo("-EXECABORT Transaction discarded because of: "
                            + "OOM command not allowed when used memory > 'maxmemory'.\r\n");
        }
    }

    @Test
    void anothersWriteBetweenWatchAndExecWins() {
        String key = ShardTags.key(2, "balance");
        try (RawClient client = proxy.connect();
                RawClient other = proxy.connect()) {
            client.call("WATCH", key);
            client.call("GET", key);
            other.call("SET", key, "theirs");
            client.call("MULTI");
            client.call("SET", key, "mine");

            assertThat(client.call("EXEC")).isEqualTo("*-1\r\n");
            assertThat(client.call("GET", key)).isEqualTo("$6\r\ntheirs\r\n");
        }
    }

    @Test
    void optimisticIncrementsOfManyClientsAddUp() throws Exception {
        String key = ShardTags.key(3, "counter");
        int clients = 8;
        int increments = 50;
        Threads.run(clients, thread -> {
            try (RawClient client = proxy.connect()) {
                for (int done = 0; done < increments; ) {
                    client.call("WATCH", key);
                    String value = client.call("GET", key);
                    int now = value.equals("$-1\r\n") ? 0 : Integer.parseInt(value.split("\r\n", -1)[1]);
                    client.send("MULTI");
                    client.send("SET", key, Integer.toString(now + 1));
                    client.send("EXEC");
                    assertThat(client.reply()).isEqualTo("+OK\r\n");
                    assertThat(client.reply()).isEqualTo("+QUEUED\r\n");
                    done += client.reply().equals("*1\r\n+OK\r\n") ? 1 : 0;
                }
            }
        });

        try (RawClient client = proxy.connect()) {
            String total = Integer.toString(clients * increments);
            assertThat(client.call("GET", key)).isEqualTo("$" + total.length() + "\r\n" + total + "\r\n");
        }
    }

    @Test
    void transactionsOfManyClientsOnOneLaneNeverMix() throws Exception {
        int clients = 8;
        Threads.run(clients, thread -> {
            String mine = "c" + thread;
            try (RawClient client = proxy.connect()) {
                String a = ShardTags.key(0, "a");
                for (int round = 0; round < 200; round++) {
                    client.send("MULTI");
                    client.send("SET", a, mine);
                    client.send("APPEND", a, "-");
                    client.send("GET", a);
                    client.send("EXEC");
                    client.send("ECHO", mine);
                    client.reply();
                    client.reply();
                    client.reply();
                    client.reply();
                    assertThat(client.reply()).isEqualTo("*3\r\n+OK\r\n:3\r\n$3\r\n" + mine + "-\r\n");
                    assertThat(client.reply()).isEqualTo("$2\r\n" + mine + "\r\n");
                }
            }
        });
    }

    @Test
    void aDatabaseThatIsSelectedBehindExecIsKeptWhenItsReplyComes() {
        String key = ShardTags.key(0, "a");
        try (RawClient client = proxy.connect()) {
            // In one piece: all of it is read before the shard can answer.
            client.sendRaw(
                    "MULTI\r\nSET %1$s 0\r\nEXEC\r\nSELECT 1\r\nSET %1$s 1\r\nSELECT 0\r\nGET %1$s\r\n".formatted(key));
            for (int i = 0; i < 6; i++) {
                client.reply();
            }

            assertThat(client.reply()).isEqualTo("$1\r\n0\r\n");
        }
    }

    @Test
    void transactionsWithoutWatchOpenNoConnections() {
        try (RawClient client = proxy.connect()) {
            client.call("SET", ShardTags.key(0, "a"), "1");
            long before = lends();
            for (int i = 0; i < 100; i++) {
                client.call("MULTI");
                client.call("INCR", ShardTags.key(0, "a"));
                client.call("EXEC");
            }

            assertThat(lends()).isEqualTo(before);
        }
    }

    @Test
    void whoLeavesWhileItWaitsForAConnectionToWatchOnLeavesNothingBehind() {
        ProxyFixture small = ProxyFixture.lending(1, Duration.ofSeconds(20));
        try (small;
                RawClient first = small.connect();
                RawClient watching = small.connect();
                RawClient selecting = small.connect()) {
            String key = ShardTags.key(0, "a");
            assertThat(first.call("WATCH", key)).isEqualTo("+OK\r\n");
            watching.send("WATCH", key);
            selecting.send("MULTI");
            selecting.send("SELECT", "1");
            selecting.send("SET", key, "x".repeat(1000));
            selecting.send("EXEC");
            await().until(() -> small.figure("pinned_waiting") == 2);

            watching.reset();
            selecting.reset();

            await().until(() -> small.figure("pinned_waiting") == 0);
            assertThat(first.call("UNWATCH")).isEqualTo("+OK\r\n");
        }
    }

    @Test
    void whoLeavesBetweenWatchAndExecLeavesNothingBehind() {
        RawClient leaving = proxy.connect();
        leaving.call("WATCH", ShardTags.key(0, "a"));
        leaving.call("MULTI");
        leaving.call("SET", ShardTags.key(0, "a"), "x".repeat(100_000));
        leaving.reset();

        await().until(() -> proxy.figure("pinned_lent") == 0);
        try (RawClient client = proxy.connect()) {
            assertThat(client.call("EXISTS", ShardTags.key(0, "a"))).isEqualTo(":0\r\n");
        }
    }

    @Test
    void aShardThatDiesBetweenWatchAndExecFailsExecAndLeavesTheClientUsable() {
        try (RealRedis dying = RealRedis.start();
                ProxyFixture alone = ProxyFixture.before(List.of(dying.endpoint()));
                RawClient client = alone.connect()) {
            client.call("WATCH", "a");
            dying.kill();
            client.call("MULTI");
            client.call("SET", "a", "1");
            assertThat(client.call("EXEC")).startsWith("-ERR ");
            dying.restart();

            await().until(() -> client.call("SET", "a", "2").equals("+OK\r\n"));
            client.call("WATCH", "a");
            client.call("MULTI");
            client.call("GET", "a");
            assertThat(client.call("EXEC")).isEqualTo("*1\r\n$1\r\n2\r\n");
        }
    }

    private long lends() {
        return proxy.figure("pinned_lent");
    }
}

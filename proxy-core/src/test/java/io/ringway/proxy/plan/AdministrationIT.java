// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.testing.Endpoint;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.RealRedis;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands about the servers behind a proxy, as an operator sends them. */
final class AdministrationIT {
    private static final String PARTIAL =
            "; this is a part of the command, and other shards may have executed theirs\r\n";

    private static List<RealRedis> shards;
    private static ProxyFixture proxy;
    private static ProxyFixture oneShard;
    private static ProxyFixture oneDown;

    @BeforeAll
    static void start(@TempDir Path one, @TempDir Path other) {
        shards = List.of(RealRedis.start("--dir", one.toString()), RealRedis.start("--dir", other.toString()));
        List<Endpoint> endpoints = shards.stream().map(RealRedis::endpoint).toList();
        proxy = ProxyFixture.before(endpoints);
        oneShard = ProxyFixture.before(endpoints.subList(0, 1));
        oneDown = ProxyFixture.before(List.of(endpoints.get(0), Endpoint.unused()));
    }

    @AfterAll
    static void stop() {
        List.of(proxy, oneShard, oneDown).forEach(ProxyFixture::close);
        shards.forEach(RealRedis::close);
    }

    @BeforeEach
    void flush() {
        shards.forEach(RealRedis::flush);
    }

    @Test
    void everyShardSavesItsData() {
        try (RawClient client = proxy.connect()) {
            assertThat(client.call("SAVE")).isEqualTo("+OK\r\n");
            long before = Instant.now().getEpochSecond() - 5;
            assertThat(Long.parseLong(client.call("LASTSAVE").substring(1).strip()))
                    .isGreaterThan(before);
            assertThat(client.call("BGSAVE")).isEqualTo("+Background saving started\r\n");
            awaitNoChild(client);
            assertThat(client.call("BGREWRITEAOF")).startsWith("+Background append only file rewriting");
            awaitNoChild(client);
            assertThat(client.call("BGSAVE", "x")).isEqualTo("-ERR syntax error\r\n");
        }
    }

    @Test
    void theLastSaveIsTheOldest() {
        try (RawClient client = proxy.connect()) {
            long oldest = shards.stream()
                    .mapToLong(shard -> {
                        try (RawClient direct = shard.connect()) {
                            return Long.parseLong(
                                    direct.call("LASTSAVE").substring(1).strip());
                        }
                    })
                    .min()
                    .orElseThrow();
            assertThat(client.call("LASTSAVE")).isEqualTo(":" + oldest + "\r\n");
        }
    }

    @Test
    void reloadingKeepsAllKeys() {
        try (RawClient client = proxy.connect()) {
            client.call("MSET", "a", "1", "b", "2", "c", "3", "d", "4");
            String digest = client.call("DEBUG", "DIGEST");

            assertThat(client.call("DEBUG", "RELOAD")).isEqualTo("+OK\r\n");

            assertThat(client.call("DEBUG", "DIGEST")).isEqualTo(digest);
            assertThat(client.call("DBSIZE")).isEqualTo(":4\r\n");
        }
    }

    @Test
    void theDigestOfSeveralDatabasesTellsOfChanges() {
        try (RawClient client = proxy.connect()) {
            client.call("MSET", "a", "1", "b", "2", "c", "3");
            client.call("SELECT", "3");
            client.call("MSET", "a", "1", "b", "2", "c", "3");
            String digest = client.call("DEBUG", "DIGEST");
            client.call("SET", "b", "other");
            assertThat(client.call("DEBUG", "DIGEST")).isNotEqualTo(digest);
            client.call("SET", "b", "2");
            assertThat(client.call("DEBUG", "DIGEST")).isEqualTo(digest);
        }
    }

    @Test
    void whatHarmsAShardIsRefused() {
        try (RawClient client = proxy.connect();
                RawClient single = oneShard.connect()) {
            assertThat(client.call("DEBUG", "segfault"))
                    .isEqualTo(
                            "-ERR DEBUG SEGFAULT would harm a shard that others use: send it to the shard itself\r\n");
            assertThat(single.call("DEBUG", "RESTART")).startsWith("-ERR DEBUG RESTART would harm a shard");
            assertThat(client.call("SHUTDOWN")).startsWith("-ERR SHUTDOWN concerns one server");
            assertThat(client.call("DEBUG", "POPULATE", "10"))
                    .startsWith("-ERR DEBUG POPULATE is not supported over several shards");
            assertThat(single.call("DEBUG", "POPULATE", "10")).isEqualTo("+OK\r\n");
        }
    }

    @Test
    void debuggingAKeyGoesToItsShard() {
        try (RawClient client = proxy.connect()) {
            for (int i = 0; i < 20; i++) {
                client.call("SET", "key:" + i, "text");
                assertThat(client.call("DEBUG", "OBJECT", "key:" + i)).startsWith("+Value at:");
                assertThat(client.call("DEBUG", "SDSLEN", "key:" + i)).startsWith("+key_sds_len:");
            }
            assertThat(client.call("DEBUG", "HTSTATS", "0")).contains("shard0:\n[Dictionary HT]", "shard1:\n");
        }
    }

    @Test
    void databasesAreSwappedOverOneShardOnly() {
        try (RawClient single = oneShard.connect();
                RawClient client = proxy.connect()) {
            single.call("SET", "k", "in 0");
            single.send("SWAPDB", "0", "1");
            single.send("GET", "k");
            single.send("SELECT", "1");
            single.send("GET", "k");
            assertThat(single.reply()).isEqualTo("+OK\r\n");
            assertThat(single.reply()).isEqualTo("$-1\r\n");
            assertThat(single.reply()).isEqualTo("+OK\r\n");
            assertThat(single.reply()).isEqualTo("$4\r\nin 0\r\n");
            assertThat(single.call("SWAPDB", "a", "1")).isEqualTo("-ERR invalid first DB index\r\n");

            assertThat(client.call("SWAPDB", "0", "1"))
                    .startsWith(
                            "-ERR SWAPDB is not supported over several shards: they cannot all do it at one moment");
        }
    }

    @Test
    void aShardThatFailsMakesTheCommandFailAndSaysThatOthersMayHaveDoneIt() {
        try (RawClient client = oneDown.connect()) {
            assertThat(client.call("FLUSHALL"))
                    .startsWith("-ERR shard 'shard1' at ")
                    .endsWith(PARTIAL);
            assertThat(client.call("RANDOMKEY")).startsWith("-ERR shard 'shard1' at ");
            assertThat(client.call("MEMORY", "PURGE")).endsWith(PARTIAL);
        }
    }

    @Test
    void textsForPeopleAreToldByShard() {
        try (RawClient client = oneDown.connect()) {
            assertThat(client.call("MEMORY", "DOCTOR"))
                    .startsWith("$")
                    .contains("shard0:\nHi Sam", "shard1:\nERR shard 'shard1' at ");
        }
    }

    @Test
    void latenciesAreMerged() {
        try (RawClient client = proxy.connect(3)) {
            shards.forEach(shard -> {
                try (RawClient direct = shard.connect()) {
                    direct.call("CONFIG", "SET", "latency-monitor-threshold", "1");
                    direct.call("CONFIG", "RESETSTAT");
                }
            });
            client.call("DEBUG", "SLEEP", "0.01");
            for (int i = 0; i < 20; i++) {
                client.call("SET", "key:" + i, "x");
            }

            assertThat(client.call("LATENCY", "LATEST")).startsWith("*1\r\n*4\r\n$7\r\ncommand\r\n:");
            assertThat(client.call("LATENCY", "HISTORY", "command")).startsWith("*1\r\n*2\r\n:");
            assertThat(client.call("LATENCY", "GRAPH", "command")).contains("command - high ");
            assertThat(client.call("LATENCY", "HISTOGRAM", "set"))
                    .startsWith("%1\r\n$3\r\nset\r\n%2\r\n$5\r\ncalls\r\n:20\r\n$14\r\nhistogram_usec\r\n%")
                    .endsWith(":20\r\n");
            assertThat(client.call("LATENCY", "DOCTOR")).contains("command: ");
            assertThat(client.call("LATENCY", "RESET")).isEqualTo(":2\r\n");
        }
    }

    @Test
    void memoryIsAddedUp() {
        try (RawClient client = proxy.connect();
                RawClient modern = proxy.connect(3)) {
            for (int i = 0; i < 50; i++) {
                client.call("SET", "key:" + i, "x");
            }
            assertThat(client.call("MEMORY", "STATS"))
                    .startsWith("*56\r\n")
                    .contains("\r\n$10\r\nkeys.count\r\n:50\r\n", "\r\n$4\r\ndb.0\r\n*");
            assertThat(modern.call("MEMORY", "STATS"))
                    .startsWith("%28\r\n")
                    .contains("\r\n$10\r\nkeys.count\r\n:50\r\n", "\r\n$4\r\ndb.0\r\n%", "dataset.percentage\r\n,");
        }
    }

    private static void awaitNoChild(RawClient client) {
        Awaitility.await()
                .until(
                        () -> client.call("INFO", "persistence"),
                        info -> info.contains("rdb_bgsave_in_progress:0")
                                && info.contains("aof_rewrite_in_progress:0")
                                && info.contains("aof_rewrite_scheduled:0"));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.control.config.CacheConfig;
import io.ringway.proxy.testing.Endpoint;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.RealRedis;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Commands that the proxy has never heard of: servers that have renamed some have such. */
final class UnlistedCommandsIT {
    private static final int SHARDS = 3;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static List<RealRedis> servers;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static ProxyFixture proxy;

    @BeforeAll
    static void start() {
        servers = RealRedis.startAll(
                SHARDS, renamed("SET", "GET", "MGET", "EVAL", "SORT", "OBJECT", "SUBSCRIBE", "DBSIZE", "BLPOP"));
        proxy = before();
    }

    @AfterAll
    static void stop() {
        proxy.close();
        servers.forEach(RealRedis::close);
    }

    @BeforeEach
    void empty() {
        servers.forEach(RealRedis::flush);
    }

    @Test
    void aCommandIsLearnedAndGoesToTheShardOfItsKey() {
        try (RawClient client = proxy.connect()) {
            for (int i = 0; i < 100; i++) {
                assertThat(client.call("TOY.SET", "key:" + i, "value" + i)).isEqualTo("+OK\r\n");
            }
            for (int i = 0; i < 100; i++) {
                assertThat(client.call("toy.get", "key:" + i)).contains("value" + i);
            }
            assertThat(client.call("EXISTS", "key:1", "key:2", "key:3")).isEqualTo(":3\r\n");
        }
        for (RealRedis server : servers) {
            try (RawClient direct = server.connect()) {
                assertThat(direct.call("TOY.DBSIZE")).isNotEqualTo(":0\r\n").isNotEqualTo(":100\r\n");
            }
        }
    }

    @Test
    void repliesKeepTheOrderOfPipelinedCommandsWhileOneIsLearned() {
        try (ProxyFixture fresh = before();
                RawClient client = fresh.connect()) {
            for (int i = 0; i < 50; i++) {
                client.send("TOY.SET", "key:" + i, "1");
                client.send("INCR", "key:" + i);
                client.send("NOSUCH");
                client.send("TOY.GET", "key:" + i);
            }
            for (int i = 0; i < 50; i++) {
                assertThat(client.reply()).isEqualTo("+OK\r\n");
                assertThat(client.reply()).isEqualTo(":2\r\n");
                assertThat(client.reply()).startsWith("-ERR unknown command 'NOSUCH'");
                assertThat(client.reply()).isEqualTo("$1\r\n2\r\n");
            }
        }
    }

    @Test
    void keysThatACountAnnouncesMustBeOnOneShard() {
        String script = "return #KEYS";
        try (RawClient client = proxy.connect()) {
            assertThat(client.call("TOY.EVAL", script, "2", "{a}1", "{a}2")).isEqualTo(":2\r\n");
            assertThat(client.call("TOY.EVAL", script, "4", "a", "b", "c", "d")).startsWith("-CROSSSLOT");
            assertThat(client.call("TOY.EVAL", script, "0")).startsWith("-ERR TOY.EVAL without keys");
            assertThat(client.call("TOY.MGET", "a", "b", "c", "d")).startsWith("-CROSSSLOT");
            assertThat(client.call("TOY.MGET", "{a}1", "{a}2")).startsWith("*2\r\n");
        }
    }

    @Test
    void keysThatOnlyTheServerFindsAreAskedFor() {
        try (RawClient client = proxy.connect()) {
            client.call("RPUSH", "{a}list", "2", "1");
            client.send("TOY.SORT", "{a}list", "STORE", "{a}sorted");
            client.send("LINDEX", "{a}sorted", "0");
            assertThat(client.reply()).isEqualTo(":2\r\n");
            assertThat(client.reply()).isEqualTo("$1\r\n1\r\n");
            for (int i = 0; i < 20; i++) {
                String reply = client.call("TOY.SORT", "{a}list", "STORE", "sorted" + i);
                boolean together = client.call("RINGWAY", "ROUTE", "sorted" + i)
                        .contains(shardOf(client.call("RINGWAY", "ROUTE", "{a}list")));
                assertThat(reply).startsWith(together ? ":2" : "-CROSSSLOT");
            }
            assertThat(client.call("TOY.SORT")).isEqualTo("-ERR wrong number of arguments for 'toy.sort' command\r\n");
        }
    }

    @Test
    void subcommandsHaveRowsOfTheirOwn() {
        try (RawClient client = proxy.connect()) {
            client.call("RPUSH", "key", "value");
            assertThat(client.call("TOY.OBJECT", "REFCOUNT", "key")).isEqualTo(":1\r\n");
            assertThat(client.call("TOY.OBJECT", "REFCOUNT")).startsWith("-ERR wrong number of arguments");
            assertThat(client.call("TOY.OBJECT", "NONE", "key"))
                    .isEqualTo("-ERR unknown subcommand 'NONE'. Try TOY.OBJECT HELP.\r\n");
        }
    }

    @Test
    void transactionsTakeUnlistedCommands() {
        try (ProxyFixture fresh = before();
                RawClient client = fresh.connect()) {
            client.send("MULTI");
            client.send("TOY.SET", "{a}1", "x");
            client.send("TOY.SORT", "{a}list", "STORE", "{a}sorted");
            client.send("TOY.GET", "{a}1");
            client.send("EXEC");
            assertThat(client.reply() + client.reply() + client.reply() + client.reply())
                    .isEqualTo("+OK\r\n+QUEUED\r\n+QUEUED\r\n+QUEUED\r\n");
            assertThat(client.reply()).isEqualTo("*3\r\n+OK\r\n:0\r\n$1\r\nx\r\n");

            client.call("MULTI");
            assertThat(client.call("NOSUCH")).startsWith("-ERR unknown command 'NOSUCH'");
            assertThat(client.call("EXEC")).startsWith("-EXECABORT");
        }
    }

    @Test
    void whatMayBlockHoldsNobodyElseUp() {
        try (RawClient waiting = proxy.connect();
                RawClient other = proxy.connect()) {
            waiting.send("TOY.BLPOP", "list", "0");
            for (int i = 0; i < 50; i++) {
                assertThat(other.call("INCR", "counter")).isEqualTo(":" + (i + 1) + "\r\n");
            }
            other.call("RPUSH", "list", "element");
            assertThat(waiting.reply()).isEqualTo("*2\r\n$4\r\nlist\r\n$7\r\nelement\r\n");
        }
    }

    @Test
    void whatAnUnlistedCommandWritesIsNotReadFromTheCache() {
        List<Endpoint> endpoints = servers.stream().map(RealRedis::endpoint).toList();
        try (ProxyFixture cached =
                        ProxyFixture.before(endpoints, config -> config.withCache(CacheConfig.ofSize(1 << 20)));
                RawClient client = cached.connect()) {
            Awaitility.await().until(() -> client.call("INFO", "ringway").contains("cache_armed:1"));
            for (int i = 1; i <= 100; i++) {
                client.call("TOY.SET", "key", "x".repeat(i));
                for (int read = 0; read < 5; read++) {
                    assertThat(client.call("STRLEN", "key")).isEqualTo(":" + i + "\r\n");
                }
            }
        }
    }

    @Test
    void whatTakesOverItsConnectionIsRefused() {
        try (RawClient client = proxy.connect()) {
            assertThat(client.call("TOY.SUBSCRIBE", "channel")).startsWith("-ERR TOY.SUBSCRIBE is not supported");
            assertThat(client.call("PING")).isEqualTo("+PONG\r\n");
        }
    }

    @Test
    void whatWouldConcernOtherClientsIsRefusedOverOneShardToo() {
        try (RealRedis server = RealRedis.start(renamed("MONITOR", "MULTI", "SHUTDOWN", "SYNC", "SCRIPT", "CLIENT"));
                ProxyFixture single = ProxyFixture.before(List.of(server.endpoint()));
                RawClient client = single.connect();
                RawClient other = single.connect()) {
            for (String[] command : new String[][] {
                {"TOY.MONITOR"},
                {"TOY.MULTI"},
                {"TOY.SHUTDOWN", "NOSAVE"},
                {"TOY.SYNC"},
                {"TOY.SCRIPT", "DEBUG", "YES"},
                {"TOY.CLIENT", "REPLY", "OFF"}
            }) {
                assertThat(client.call(command))
                        .startsWith("-ERR " + command[0])
                        .contains("is not supported by Ringway: it ");
                assertThat(other.call("INCR", "counter")).startsWith(":");
            }
        }
    }

    @Test
    void withoutKeysAnUnlistedCommandNeedsASingleShard() {
        try (ProxyFixture single = ProxyFixture.before(List.of(servers.get(0).endpoint()));
                RawClient alone = single.connect();
                RawClient client = proxy.connect()) {
            assertThat(alone.call("TOY.DBSIZE")).isEqualTo(":0\r\n");
            assertThat(client.call("TOY.DBSIZE")).startsWith("-ERR TOY.DBSIZE without keys");
        }
    }

    @Test
    void whatWasLearnedIsShownAsServersShowIt() {
        for (int protocol : new int[] {2, 3}) {
            try (ProxyFixture fresh = before();
                    RawClient client = fresh.connect(protocol)) {
                String before = client.call("COMMAND", "COUNT");
                assertThat(client.call("COMMAND", "INFO", "toy.mget"))
                        .startsWith(protocol == 2 ? "*1\r\n$-1" : "*1\r\n_");
                client.call("TOY.MGET", "a");
                assertThat(client.call("COMMAND", "INFO", "toy.mget"))
                        .isEqualTo(client.call("COMMAND", "INFO", "mget").replace("$4\r\nmget", "$8\r\ntoy.mget"));
                assertThat(client.call("COMMAND", "LIST", "FILTERBY", "PATTERN", "toy.*"))
                        .isEqualTo("*1\r\n$8\r\ntoy.mget\r\n");
                assertThat(client.call("COMMAND", "COUNT")).isNotEqualTo(before);
            }
        }
    }

    /** A proxy that has learned nothing yet. */
    private static ProxyFixture before() {
        return ProxyFixture.before(servers.stream().map(RealRedis::endpoint).toList());
    }

    /** The options of a server that calls its commands otherwise. */
    private static String[] renamed(String... names) {
        return Stream.of(names)
                .flatMap(name -> Stream.of("--rename-command", name, "toy." + name.toLowerCase(Locale.ROOT)))
                .toArray(String[]::new);
    }

    private static String shardOf(String route) {
        return route.replaceAll("(?s).*( shard=\\S+ ).*", "$1");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.proxy.BrokenRules;
import io.ringway.proxy.Proxy;
import io.ringway.proxy.ProxyStartException;
import io.ringway.proxy.control.config.CacheConfig;
import io.ringway.proxy.control.config.Secret;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.SharedRedis;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads are answered from the cache where that is right, and from the shards where it is not. */
final class CacheIT {
    private ProxyFixture proxy;
    private RawClient client;
    private RawClient direct;

    @BeforeEach
    void start() {
        SharedRedis.flush();
        proxy = ProxyFixture.caching(1);
        client = proxy.connect();
        direct = SharedRedis.SHARDS.get(0).connect();
    }

    @AfterEach
    void stop() {
        client.close();
        direct.close();
        proxy.close();
    }

    @Test
    void aReadThatIsRepeatedIsAnsweredFromTheCache() {
        direct.call("SET", "k", "v");
        warm("GET", "k");
        long before = proxy.hits();
        assertThat(client.call("GET", "k")).isEqualTo("$1\r\nv\r\n");
        assertThat(proxy.hits()).isEqualTo(before + 1);
    }

    @Test
    void aWriteThroughTheProxyIsSeenByTheNextRead() {
        for (int i = 0; i < 100; i++) {
            client.call("SET", "k", "v" + i);
            for (int read = 0; read < 5; read++) {
                assertThat(client.call("GET", "k")).endsWith("v" + i + "\r\n");
            }
        }
        assertThat(proxy.hits()).isPositive();
    }

    @Test
    void aWriteByOthersIsSeenOnceTheShardHasToldOfIt() {
        direct.call("SET", "k", "old");
        warm("GET", "k");
        direct.call("SET", "k", "new");
        Awaitility.await().until(() -> client.call("GET", "k").endsWith("new\r\n"));
    }

    @Test
    void aClientOfTheOtherProtocolVersionSharesWhatIsTheSame() {
        direct.call("SET", "k", "v");
        warm("GET", "k");
        warm("GET", "none");
        long before = proxy.hits();
        try (RawClient resp3 = proxy.connect(3)) {
            assertThat(resp3.call("GET", "k")).isEqualTo("$1\r\nv\r\n");
            assertThat(resp3.call("GET", "none")).isEqualTo("_\r\n");
        }
        assertThat(proxy.hits()).isEqualTo(before + 2);
    }

    @Test
    void aClientOfTheOtherProtocolVersionDoesNotShareWhatDiffers() {
        direct.call("HSET", "h", "f", "v");
        warm("HGETALL", "h");
        try (RawClient resp3 = proxy.connect(3)) {
            for (int i = 0; i < 5; i++) {
                assertThat(resp3.call("HGETALL", "h")).isEqualTo("%1\r\n$1\r\nf\r\n$1\r\nv\r\n");
            }
        }
        assertThat(client.call("HGETALL", "h")).isEqualTo("*2\r\n$1\r\nf\r\n$1\r\nv\r\n");
    }

    @Test
    void theKeysOfMgetAreRememberedOneByOne() {
        direct.call("SET", "a", "1");
        direct.call("SET", "b", "2");
        warm("MGET", "a", "none", "b");
        long before = proxy.hits();
        assertThat(client.call("MGET", "b", "none", "a")).isEqualTo("*3\r\n$1\r\n2\r\n$-1\r\n$1\r\n1\r\n");
        assertThat(client.call("GET", "b")).isEqualTo("$1\r\n2\r\n");
        assertThat(proxy.hits()).isEqualTo(before + 4);
        try (RawClient resp3 = proxy.connect(3)) {
            assertThat(resp3.call("MGET", "none", "a")).isEqualTo("*2\r\n_\r\n$1\r\n1\r\n");
        }
        client.call("SET", "a", "new");
        assertThat(client.call("MGET", "b", "none", "a")).endsWith("$3\r\nnew\r\n");
    }

    @Test
    void theKeysOfMgetAreRememberedOnWhicheverShardTheyAre() {
        use(ProxyFixture.caching(3));
        String[] command = {"MGET", "a", "b", "c", "d", "e", "f"};
        for (int i = 1; i < command.length; i++) {
            client.call("SET", command[i], Integer.toString(i));
        }
        warm(command);
        long before = proxy.hits();
        assertThat(client.call(command))
                .isEqualTo("*6\r\n$1\r\n1\r\n$1\r\n2\r\n$1\r\n3\r\n$1\r\n4\r\n$1\r\n5\r\n$1\r\n6\r\n");
        assertThat(proxy.hits()).isEqualTo(before + 6);
    }

    @Test
    void whatExpiresIsNotRememberedForLonger() {
        direct.call("SET", "k", "v", "PX", "150");
        warm("GET", "k");
        Awaitility.await().until(() -> client.call("PTTL", "k").equals(":-2\r\n"));
        assertThat(client.call("GET", "k")).isEqualTo("$-1\r\n");
    }

    @Test
    void flushingTheShardForgetsAll() {
        direct.call("SET", "k", "v");
        warm("GET", "k");
        client.call("FLUSHALL");
        assertThat(client.call("GET", "k")).isEqualTo("$-1\r\n");
    }

    @Test
    void writesOfEveryKindAreSeenByTheNextReadWithoutNewsFromTheShard() {
        startWithoutNews();
        String sha = "55b22c0d0cedf3866879ce7c854970626dcef0c3";
        assertThat(client.call("SCRIPT", "LOAD", "return redis.call('set', KEYS[1], ARGV[1])"))
                .contains(sha);
        direct.call(
                "FUNCTION",
                "LOAD",
                "REPLACE",
                "#!lua name=cacheit\nredis.register_function('cacheit', function(keys, args) "
                        + "return redis.call('set', keys[1], args[1]) end)");
        List<Runnable> writes = List.of(
                () -> client.call("EVAL", "return redis.call('set', ARGV[2], ARGV[1])", "1", "other", "new", "k"),
                () -> client.call("EVALSHA", sha, "1", "k", "new"),
                () -> client.call("FCALL", "cacheit", "1", "k", "new"),
                () -> all("MULTI", "SET k new", "EXEC"),
                () -> all("MULTI", "EVALSHA " + sha + " 1 k new", "EXEC"),
                () -> all("WATCH k", "SET k new", "UNWATCH"),
                () -> all("WATCH k", "MULTI", "SET k new", "EXEC"),
                () -> all("MULTI", "SELECT 1", "SET k new", "COPY k k DB 0 REPLACE", "SELECT 0", "EXEC"),
                () -> all("SELECT 1", "SET k new", "SELECT 0", "DEL k", "SELECT 1", "MOVE k 0", "SELECT 0"),
                () -> all("SELECT 1", "SET k new", "COPY k k DB 0 REPLACE", "SELECT 0"),
                () -> all("SELECT 1", "FLUSHDB", "SET k new", "SWAPDB 0 1", "SELECT 0"),
                () -> all("SET other new", "RENAME other k"),
                () -> all("SET other new", "COPY other k REPLACE"),
                () -> client.call("MSET", "other", "x", "k", "new"));
        for (Runnable write : writes) {
            client.call("SET", "k", "old");
            warm("GET", "k");
            write.run();
            assertThat(client.call("GET", "k"))
                    .as("write " + writes.indexOf(write))
                    .isEqualTo("$3\r\nnew\r\n");
        }
    }

    @Test
    void whatABlockedCommandMovesIsSeenByTheNextReadWithoutNewsFromTheShard() {
        startWithoutNews();
        client.call("RPUSH", "list", "old");
        warm("LRANGE", "list", "0", "-1");
        try (RawClient blocked = proxy.connect()) {
            blocked.send("BLMOVE", "source", "list", "LEFT", "LEFT", "0");
            Awaitility.await().until(() -> direct.call("CLIENT", "LIST").contains("cmd=blmove"));
            client.call("RPUSH", "source", "new");
            assertThat(blocked.reply()).isEqualTo("$3\r\nnew\r\n");
        }
        assertThat(client.call("LRANGE", "list", "0", "-1")).isEqualTo("*2\r\n$3\r\nnew\r\n$3\r\nold\r\n");
    }

    @Test
    void nothingIsAnsweredFromTheCacheAfterWatchOrInATransaction() {
        client.call("SET", "k", "v");
        warm("GET", "k");
        long before = proxy.hits();
        client.call("WATCH", "k");
        assertThat(client.call("GET", "k")).isEqualTo("$1\r\nv\r\n");
        client.call("MULTI");
        assertThat(client.call("GET", "k")).isEqualTo("+QUEUED\r\n");
        assertThat(client.call("EXEC")).isEqualTo("*1\r\n$1\r\nv\r\n");
        assertThat(proxy.hits()).isEqualTo(before);
    }

    @Test
    void aClientThatMayNotReadGetsNothingFromTheCache() {
        client.call("SET", "k", "v");
        warm("GET", "k");
        try (RawClient subscriber = proxy.connect();
                RawClient monitor = proxy.connect()) {
            subscriber.call("SUBSCRIBE", "news");
            assertThat(subscriber.call("GET", "k")).startsWith("-ERR Can't execute 'get'");
            monitor.call("MONITOR");
            assertThat(monitor.call("GET", "k")).startsWith("-ERR Replica can't interact with the keyspace");
        }
    }

    @Test
    void aHitIsShownToMonitorsAndMutedAsTheClientWantsIt() {
        client.call("SET", "k", "v");
        warm("GET", "k");
        try (RawClient monitor = proxy.connect()) {
            monitor.call("MONITOR");
            client.sendRaw("CLIENT REPLY SKIP\r\nGET k\r\nPING\r\n");
            assertThat(client.reply()).isEqualTo("+PONG\r\n");
            assertThat(monitor.reply()).contains("\"CLIENT\" \"REPLY\"");
            assertThat(monitor.reply()).contains("\"GET\" \"k\"");
        }
        assertThat(client.call("GET", "k")).isEqualTo("$1\r\nv\r\n");
    }

    @Test
    void aPauseHoldsWhatTheCacheCouldAnswer() {
        client.call("SET", "k", "v");
        warm("GET", "k");
        try (RawClient pausing = proxy.connect()) {
            long begun = System.nanoTime();
            pausing.call("CLIENT", "PAUSE", "300");
            assertThat(client.call("GET", "k")).isEqualTo("$1\r\nv\r\n");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(290));
        }
    }

    @Test
    void howManyKeysAServerTracksIsShown() {
        direct.call("CONFIG", "SET", "tracking-table-max-keys", "1234");
        try (ProxyFixture other = ProxyFixture.caching(1);
                RawClient asking = other.connect()) {
            Awaitility.await()
                    .until(() -> asking.call("RINGWAY", "CACHE", "STATS")
                            .contains("cache_armed=1,tracking-table-max-keys=1234"));
        } finally {
            direct.call("CONFIG", "SET", "tracking-table-max-keys", "1000000");
        }
    }

    @Test
    void aServerThatRefusesToTellOfChangesIsNotCachedAndSaysWhy() {
        direct.call("ACL", "SETUSER", "plain", "on", ">secret", "~*", "&*", "+@all", "-client|tracking");
        try (ProxyFixture other = ProxyFixture.before(
                        SharedRedis.endpoints(1),
                        config -> config.withCache(CacheConfig.ofSize(16 << 20))
                                .withStore(config.store().withCredentials("plain", new Secret("secret"))));
                RawClient asking = other.connect()) {
            Awaitility.await()
                    .until(() -> asking.call("RINGWAY", "CACHE", "STATS")
                            .contains("cache_armed=0,reason=it refused CLIENT TRACKING: NOPERM"));
            asking.call("SET", "k", "v");
            for (int i = 0; i < 10; i++) {
                assertThat(asking.call("GET", "k")).isEqualTo("$1\r\nv\r\n");
            }
            assertThat(asking.call("RINGWAY", "CACHE", "STATS")).contains("cache_armed:0", "cache_reads_hit:0");
        } finally {
            direct.call("ACL", "DELUSER", "plain");
        }
    }

    @Test
    void aCacheThatTheHeapIsTooSmallForIsRefusedAtTheStart() {
        CacheConfig large = CacheConfig.ofSize(Runtime.getRuntime().maxMemory());
        assertThatThrownBy(() -> Proxy.start(
                        ProxyFixture.config(SharedRedis.endpoints(1)).withCache(large)))
                .isInstanceOf(ProxyStartException.class)
                .hasMessageContaining("RINGWAY_JAVA_OPTS=-Xmx");
    }

    private void startWithoutNews() {
        try {
            use(ProxyFixture.of(BrokenRules.start(
                    ProxyFixture.config(SharedRedis.endpoints(1)).withCache(CacheConfig.ofSize(16 << 20)),
                    EnumSet.of(BrokenRules.Rule.KEY_NEWS, BrokenRules.Rule.EMPTYING_NEWS))));
        } catch (ProxyStartException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Goes on with another proxy. */
    private void use(ProxyFixture other) {
        client.close();
        proxy.close();
        proxy = other;
        client = proxy.connect();
    }

    private void all(String... commands) {
        for (String command : commands) {
            assertThat(client.call(command.split(" "))).doesNotStartWith("-");
        }
    }

    private void warm(String... read) {
        proxy.warm(client, read);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.BrokenRules;
import io.ringway.proxy.Proxy;
import io.ringway.proxy.control.config.ConfigException;
import io.ringway.proxy.control.config.ConfigFile;
import io.ringway.proxy.control.config.ProxyConfig;
import io.ringway.proxy.testing.Endpoint;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.SharedRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cache becomes what its section of the file says, while clients use it, and nothing outdated comes of that. */
final class CacheReloadIT {
    @TempDir
    private Path directory;

    private Path file;
    private ProxyFixture proxy;
    private RawClient client;
    private RawClient direct;

    @BeforeEach
    void start() throws Exception {
        SharedRedis.flush();
        direct = SharedRedis.SHARDS.get(0).connect();
        file = directory.resolve("ringway.yaml");
        begin("size: 4mb", EnumSet.noneOf(BrokenRules.Rule.class));
    }

    @AfterEach
    void stop() {
        client.close();
        direct.close();
        proxy.close();
    }

    @Test
    void aLargerCacheKeepsWhatItRemembers() {
        warm("GET", "k");
        assertThat(reload("size: 8mb")).isEqualTo(changed("cache.size: 4194304 -> 8388608"));
        assertHit("GET", "k");
        assertThat(client.call("RINGWAY", "CONFIG", "cache.size")).isEqualTo("*1\r\n+cache.size: 8388608\r\n");
        assertThat(proxy.figure("cache_max_bytes")).isEqualTo(8 << 20);
    }

    @Test
    void aMuchLargerCacheBeginsAnewWithTablesOfItsSize() {
        warm("GET", "k");
        assertThat(reload("size: 32mb")).isEqualTo(changed("cache.size: 4194304 -> 33554432"));
        assertThat(proxy.figure("cache_entries")).isZero();
        warm("GET", "k");
    }

    @Test
    void aSmallerCacheForgetsNoMoreThanItMust() {
        String value = "x".repeat(2000);
        for (int i = 0; i < 1500; i++) {
            direct.call("SET", "key:" + i, value);
        }
        for (int read = 0; read < 3; read++) {
            for (int i = 0; i < 1500; i++) {
                client.call("GET", "key:" + i);
            }
        }
        assertThat(proxy.figure("cache_bytes")).isGreaterThan(2 << 20);
        assertThat(reload("size: 1mb")).isEqualTo(changed("cache.size: 4194304 -> 1048576"));
        assertThat(proxy.figure("cache_bytes")).isBetween(1L << 19, 1L << 20);
        assertThat(proxy.figure("cache_max_bytes")).isEqualTo(1 << 20);
    }

    @Test
    void whatARuleForbidsIsNoLongerAnswered() {
        warm("GET", "job:1");
        assertThat(reload("size: 4mb\n  rules: [{prefix: 'job:', mode: never}]"))
                .isEqualTo(
                        changed("cache.rules.1: none -> prefix \"job:\" mode=never max-age=600000ms max-entry=65536"));
        long before = proxy.hits();
        for (int i = 0; i < 5; i++) {
            client.call("GET", "job:1");
        }
        assertThat(proxy.hits()).isEqualTo(before);
        assertThat(client.call("RINGWAY", "CACHE", "STATS")).contains("cache_rule_0:prefix=job:,reads=5,hits=0");
        warm("GET", "k");
        reload("size: 4mb");
        warm("GET", "job:1");
    }

    @Test
    void aShorterAgeIsForWhatIsRememberedToo() {
        warm("GET", "k");
        assertThat(reload("size: 4mb\n  max-age: 1ms")).isEqualTo(changed("cache.max-age: 600000ms -> 1ms"));
        long before = proxy.hits();
        client.call("GET", "k");
        assertThat(proxy.hits()).isEqualTo(before);
    }

    @Test
    void aSmallerEntryIsForWhatIsRememberedToo() {
        direct.call("SET", "k", "x".repeat(100));
        warm("GET", "k");
        assertThat(reload("size: 4mb\n  max-entry: 100b")).isEqualTo(changed("cache.max-entry: 65536 -> 100"));
        long before = proxy.hits();
        for (int i = 0; i < 5; i++) {
            client.call("GET", "k");
        }
        assertThat(proxy.hits()).isEqualTo(before);
        direct.call("SET", "k", "x".repeat(10));
        warm("GET", "k");
    }

    @Test
    void commandsThatAreTrustedAreToldOf() {
        assertThat(reload("size: 4mb\n  trusted-commands: [JSON.GET]"))
                .isEqualTo(changed("cache.trusted-commands: none -> json.get"));
        assertThat(client.call("RINGWAY", "CACHE", "STATS")).contains("trusted_json.get:not used yet");
        assertThat(reload("size: 4mb\n  trusted-commands: [JSON.GET, Get]"))
                .isEqualTo("-ERR not reloaded: " + file
                        + ":6:32: 'get' is in Ringway's own table, which says what may be" + " remembered of it\r\n");
    }

    @Test
    void itEndsAndBeginsAgain() {
        warm("GET", "k");
        assertThat(reload("size: off")).isEqualTo(changed("cache.size: 4194304 -> off"));
        assertThat(client.call("RINGWAY", "CACHE", "STATS")).startsWith("-ERR there is no cache");
        assertThat(client.call("INFO", "ringway")).doesNotContain("cache_");
        direct.call("SET", "k", "new");
        assertThat(client.call("GET", "k")).isEqualTo("$3\r\nnew\r\n");
        Awaitility.await().until(() -> !direct.call("CLIENT", "LIST").contains("flags=t"));
        assertThat(reload("size: 4mb")).isEqualTo(changed("cache.size: off -> 4194304"));
        warm("GET", "k");
        direct.call("SET", "k", "newer");
        Awaitility.await().until(() -> client.call("GET", "k").equals("$5\r\nnewer\r\n"));
    }

    @Test
    void whatWasOnItsWayWhenItBeganIsSeenByTheNextReadWithoutNewsFromTheShard() throws Exception {
        client.close();
        proxy.close();
        begin("size: off", EnumSet.of(BrokenRules.Rule.KEY_NEWS, BrokenRules.Rule.EMPTYING_NEWS));
        client.call("RPUSH", "list", "old");
        try (RawClient blocked = proxy.connect();
                RawClient queued = proxy.connect()) {
            blocked.send("BLMOVE", "source", "list", "LEFT", "LEFT", "0");
            Awaitility.await().until(() -> direct.call("CLIENT", "LIST").contains("cmd=blmove"));
            queued.call("MULTI");
            queued.call("SET", "k", "new");
            reload("size: 4mb");
            client.call("SET", "k", "old");
            warm("GET", "k");
            long before = proxy.hits();
            for (int i = 0; i < 5; i++) {
                client.call("LRANGE", "list", "0", "-1");
            }
            assertThat(proxy.hits()).isEqualTo(before);
            client.call("RPUSH", "source", "new");
            assertThat(blocked.reply()).isEqualTo("$3\r\nnew\r\n");
            assertThat(queued.call("EXEC")).isEqualTo("*1\r\n+OK\r\n");
        }
        assertThat(client.call("LRANGE", "list", "0", "-1")).isEqualTo("*2\r\n$3\r\nnew\r\n$3\r\nold\r\n");
        assertThat(client.call("GET", "k")).isEqualTo("$3\r\nnew\r\n");
    }

    @Test
    void switchedOffByHandItStaysOff() {
        client.call("RINGWAY", "CACHE", "OFF");
        reload("size: 4mb\n  max-age: 1m");
        assertThat(client.call("RINGWAY", "CACHE", "STATS")).contains("cache_on:0");
        client.call("RINGWAY", "CACHE", "ON");
        warm("GET", "k");
    }

    @Test
    void allThatIsWrongWithTheFileIsToldAndNothingChanges() {
        warm("GET", "k");
        assertThat(reload("size: 8mb\n  max-agee: 1m\n  max-entry: large"))
                .startsWith("-ERR not reloaded: " + file + ":6:3: unknown key 'max-agee', did you mean 'max-age'?; "
                        + file + ":7:14: 'max-entry' must be a size ");
        assertNothingChanged();
    }

    @Test
    void whatNeedsARestartIsRefusedByNameAndNothingChanges() {
        warm("GET", "k");
        write("127.0.0.1:1", "size: 8mb");
        assertThat(reload()).isEqualTo("-ERR not reloaded: needs a restart: listen\r\n");
        assertNothingChanged();
    }

    @Test
    void aCacheThatTheHeapIsTooSmallForIsRefused() {
        warm("GET", "k");
        long megabytes = Runtime.getRuntime().maxMemory() >> 20;
        assertThat(reload("size: " + megabytes + "mb"))
                .startsWith("-ERR not reloaded: cache.size is ")
                .contains("RINGWAY_JAVA_OPTS=-Xmx");
        assertNothingChanged();
    }

    @Test
    void aTransactionDoesNotReload() {
        client.call("MULTI");
        assertThat(client.call("RINGWAY", "CONFIG", "RELOAD"))
                .isEqualTo(
                        "-ERR RINGWAY CONFIG is not supported inside a transaction: send it before MULTI or after EXEC\r\n");
    }

    @Test
    void withoutAFileThereIsNothingToReload() {
        try (ProxyFixture other = ProxyFixture.before(SharedRedis.endpoints(1));
                RawClient asking = other.connect()) {
            assertThat(asking.call("RINGWAY", "CONFIG", "RELOAD"))
                    .isEqualTo(
                            "-ERR not reloaded: there is no configuration file to read again: start with -c FILE\r\n");
        }
    }

    private void assertNothingChanged() {
        assertHit("GET", "k");
        assertThat(client.call("RINGWAY", "CONFIG", "cache.size")).isEqualTo("*1\r\n+cache.size: 4194304\r\n");
        assertThat(proxy.figure("config_reloads_refused")).isOne();
        assertThat(proxy.figure("config_reloads_applied")).isZero();
        write("127.0.0.1:0", "size: 4mb");
        assertThat(reload()).isEqualTo("*1\r\n$19\r\nnothing has changed\r\n");
    }

    private void begin(String cache, Set<BrokenRules.Rule> broken) throws Exception {
        write("127.0.0.1:0", cache);
        Proxy started = BrokenRules.start(ConfigFile.read(file), this::read, broken);
        proxy = ProxyFixture.of(started);
        client = proxy.connect();
    }

    private ProxyConfig read() throws ConfigException {
        return ConfigFile.read(file);
    }

    private void write(String listen, String cache) {
        Endpoint shard = SharedRedis.endpoints(1).get(0);
        try {
            Files.writeString(
                    file,
                    "listen: " + listen + "\nadmin: off\n"
                            + "stores: {main: {shards: [{name: a, address: '" + shard.host() + ":" + shard.port()
                            + "'}]}}\ncache:\n  " + cache + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String reload(String cache) {
        write("127.0.0.1:0", cache);
        return reload();
    }

    private String reload() {
        return client.call("RINGWAY", "CONFIG", "RELOAD");
    }

    /** The answer where this has changed. */
    private static String changed(String change) {
        return "*1\r\n$" + change.length() + "\r\n" + change + "\r\n";
    }

    private void assertHit(String... command) {
        long before = proxy.hits();
        client.call(command);
        assertThat(proxy.hits()).isEqualTo(before + 1);
    }

    private void warm(String... read) {
        proxy.warm(client, read);
    }
}

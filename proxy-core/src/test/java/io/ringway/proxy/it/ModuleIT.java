// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.control.config.CacheConfig;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.RealRedis;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * A module's commands through the proxy. The server that comes with the tests loads none, so these need a {@code redis-server}
 * and a {@code gcc} on the path; without them there is still {@link UnlistedCommandsIT}.
 */
@EnabledIf("areToolsHere")
final class ModuleIT {
    private static final String SOURCE = "toy-module.c";

    @TempDir
    private static Path directory;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static Path module;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static List<RealRedis> servers;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static ProxyFixture proxy;

    static boolean areToolsHere() {
        return onPath("redis-server").isPresent() && onPath("gcc").isPresent();
    }

    @BeforeAll
    static void start() throws Exception {
        module = compile();
        Path binary = onPath("redis-server").orElseThrow();
        servers = Stream.generate(() -> RealRedis.start(binary, "--loadmodule", module.toString()))
                .limit(3)
                .toList();
        proxy = ProxyFixture.before(servers.stream().map(RealRedis::endpoint).toList());
    }

    @AfterAll
    static void stop() {
        proxy.close();
        servers.forEach(RealRedis::close);
    }

    @Test
    void keysThatTheModuleDeclaresDecideTheShard() {
        try (RawClient client = proxy.connect()) {
            for (int i = 0; i < 50; i++) {
                assertThat(client.call("TOY.SET", "key:" + i, "value")).isEqualTo("+OK\r\n");
                assertThat(client.call("GET", "key:" + i)).isEqualTo("$5\r\nvalue\r\n");
                assertThat(client.call("TOY.BOX", "PUT", "box:" + i, "value")).isEqualTo("+OK\r\n");
                assertThat(client.call("GET", "box:" + i)).isEqualTo("$5\r\nvalue\r\n");
            }
            assertThat(client.call("TOY.SET")).isEqualTo("-ERR wrong number of arguments for 'toy.set' command\r\n");
            assertThat(client.call("TOY.SET", "key"))
                    .isEqualTo("-ERR wrong number of arguments for 'toy.set' command\r\n");
            assertThat(client.call("TOY.BOX", "NONE", "key"))
                    .isEqualTo("-ERR unknown subcommand 'NONE'. Try TOY.BOX HELP.\r\n");
        }
    }

    @Test
    void keysThatTheModuleFindsItselfDecideTheShard() {
        try (RawClient client = proxy.connect()) {
            for (int i = 0; i < 20; i++) {
                String tag = "{" + i + "}";
                assertThat(client.call("TOY.FILL", "value", tag + "a", tag + "b"))
                        .isEqualTo(":2\r\n");
                assertThat(client.call("MGET", tag + "a", tag + "b")).isEqualTo("*2\r\n$5\r\nvalue\r\n$5\r\nvalue\r\n");
            }
            assertThat(client.call("TOY.FILL", "value", "a", "b", "c", "d")).startsWith("-CROSSSLOT");
            assertThat(client.call("MULTI")).isEqualTo("+OK\r\n");
            assertThat(client.call("TOY.FILL", "value", "x")).isEqualTo("+QUEUED\r\n");
            assertThat(client.call("EXEC")).isEqualTo("*1\r\n:1\r\n");
        }
    }

    @Test
    void withoutKeysASingleShardIsNeeded() {
        try (ProxyFixture single = ProxyFixture.before(List.of(servers.get(0).endpoint()));
                RawClient alone = single.connect();
                RawClient client = proxy.connect()) {
            assertThat(alone.call("TOY.HELLO")).isEqualTo("+hello\r\n");
            assertThat(client.call("TOY.HELLO")).startsWith("-ERR TOY.HELLO without keys");
        }
    }

    @Test
    void aModuleThatOneShardLacksWorksOnTheOthersAndOnThisOneOnceItIsLoaded() {
        try (RealRedis without =
                        RealRedis.start(onPath("redis-server").orElseThrow(), "--enable-module-command", "local");
                ProxyFixture mixed = ProxyFixture.before(
                        List.of(without.endpoint(), servers.get(0).endpoint()));
                RawClient client = mixed.connect()) {
            String lacking = keyOn(client, 0);
            String having = keyOn(client, 1);
            assertThat(client.call("TOY.SET", having, "value")).isEqualTo("+OK\r\n");
            assertThat(client.call("TOY.FILL", "value", having)).isEqualTo(":1\r\n");
            assertThat(client.call("TOY.SET", lacking, "value"))
                    .isEqualTo(
                            "-ERR unknown command 'TOY.SET', with args beginning with: '" + lacking + "' 'value' \r\n");
            try (RawClient direct = without.connect()) {
                assertThat(direct.call("MODULE", "LOAD", module.toString())).isEqualTo("+OK\r\n");
            }
            assertThat(client.call("TOY.SET", lacking, "value")).isEqualTo("+OK\r\n");
        }
    }

    @Test
    void aTypeOfTheModulesOwnIsRememberedWhereItsCommandsAreTrusted() {
        try (ProxyFixture cached = ProxyFixture.before(
                        servers.stream().map(RealRedis::endpoint).toList(),
                        config -> config.withCache(
                                CacheConfig.ofSize(4 << 20).withTrustedCommands("toy.show", "toy.note")));
                RawClient client = cached.connect();
                RawClient resp3 = cached.connect(3)) {
            for (int i = 0; i < 20; i++) {
                String key = "note:" + i;
                assertThat(client.call("TOY.NOTE", key, "abc")).isEqualTo("+OK\r\n");
                remember(cached, client, "TOY.SHOW", key);
                remember(cached, client, "TOY.SHOW", key, "1");
                assertThat(client.call("TOY.SHOW", key)).isEqualTo("$3\r\nabc\r\n");
                assertThat(client.call("toy.show", key, "1")).isEqualTo("$1\r\na\r\n");
                assertThat(client.call("TOY.NOTE", key, "def")).isEqualTo("+OK\r\n");
                assertThat(client.call("TOY.SHOW", key)).isEqualTo("$3\r\ndef\r\n");
                assertThat(resp3.call("TOY.SHOW", "none")).isEqualTo("_\r\n");
                assertThat(client.call("TOY.SHOW", "none")).isEqualTo("$-1\r\n");
            }
            String last = "note:19";
            remember(cached, client, "TOY.SHOW", last);
            for (RealRedis server : servers) {
                try (RawClient direct = server.connect()) {
                    if (direct.call("TOY.SHOW", last).contains("def")) {
                        direct.call("TOY.NOTE", last, "others");
                    }
                }
            }
            Awaitility.await().until(() -> client.call("TOY.SHOW", last).contains("others"));
        }
    }

    /** Reads until the reply is remembered. */
    private static void remember(ProxyFixture cached, RawClient client, String... command) {
        Awaitility.await().until(() -> {
            long before = cached.figure("cache_reads_hit");
            client.call(command);
            return cached.figure("cache_reads_hit") > before;
        });
    }

    /** A key of that shard. */
    private static String keyOn(RawClient client, int shard) {
        return Stream.iterate(0, i -> i < 1000, i -> i + 1)
                .map(i -> "key:" + i)
                .filter(key -> client.call("RINGWAY", "ROUTE", key).contains(" shard=shard" + shard + " "))
                .findFirst()
                .orElseThrow();
    }

    private static Path compile() throws IOException, InterruptedException {
        Path source = directory.resolve(SOURCE);
        try (InputStream in = Objects.requireNonNull(ModuleIT.class.getResourceAsStream(SOURCE))) {
            Files.copy(in, source);
        }
        Path module = directory.resolve("toy.so");
        Process compiler = new ProcessBuilder("gcc", "-shared", "-fPIC", "-o", module.toString(), source.toString())
                .inheritIO()
                .start();
        assertThat(compiler.waitFor()).isZero();
        return module;
    }

    private static Optional<Path> onPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}

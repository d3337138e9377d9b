// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

import static io.ringway.proxy.control.config.ConfigText.ONE_SHARD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ringway.sharding.Algorithm;
import io.ringway.sharding.HashTag;
import io.ringway.sharding.KeyHash;
import io.ringway.sharding.PlacementRule;
import io.ringway.sharding.PlacementRules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a configuration file says, and what is told of one that is wrong. Stores are in {@link StoreReaderTest}. */
class ConfigFileTest {
    @TempDir
    Path directory;

    @Test
    void whatIsNotInTheFileIsAtItsDefault() throws Exception {
        assertThat(read(ONE_SHARD))
                .isEqualTo(
                        ProxyConfig.defaults(ListenConfig.DEFAULT, List.of(ShardConfig.named("a", "127.0.0.1", 7001)))
                                .withAdmin(AdminConfig.DEFAULT));
    }

    @Test
    void everyKeyOfTheFileArrivesInTheConfiguration() throws Exception {
        Files.writeString(directory.resolve("store.secret"), "from a file\n");
        ProxyConfig config = read("""
                listen: "[::1]:7000"
                admin: 127.0.0.1:0
                transport: {kind: io_uring, event-loops: 3}
                users:
                  default: {password: 0123}
                  app: {password: "no"}
                limits:
                  max-clients: 7
                  max-bulk: 1mb
                  max-arguments: 2000
                  max-inline: 2kb
                  client-in-flight: 9
                  client-output: 4096
                  client-query: 2mb
                  subscriber-output: 5mb
                  subscriber-soft-output: 6kb
                  subscriber-soft-time: 7s
                  memory: 3gb
                  lane-in-flight: 11
                  tracking-clients: 13
                slow-log: {slower-than: 3ms, max-length: 17}
                stores:
                  shop:
                    placement:
                      algorithm: ketama
                      hash: md5
                      hash-tag: "$$"
                      rules:
                        - {prefix: "rq:", shard: a}
                        - {database: 3, shard: b}
                    username: proxy
                    password-file: store.secret
                    databases: 4
                    timeouts: {connect: 200ms, reply: 2m}
                    reconnect: {min: 1s, max: 1h}
                    pinned: {max: 12, idle: 3, wait: 300ms}
                    shards:
                      - {name: b, address: "redis-b.example:6379", weight: 3}
                      - {name: a, address: "[fe80::1]:1"}
                """);

        PlacementRules rules =
                new PlacementRules(List.of(new PlacementRule.Prefix("rq:", "a"), new PlacementRule.Database(3, "b")));
        assertThat(config)
                .isEqualTo(new ProxyConfig(
                        new ListenConfig("::1", 7000),
                        new AdminConfig("127.0.0.1", 0, true),
                        new StoreConfig(
                                "shop",
                                new PlacementConfig(Algorithm.KETAMA, KeyHash.MD5, HashTag.of("$$"), rules),
                                List.of(
                                        new ShardConfig("b", "redis-b.example", 6379, 3),
                                        new ShardConfig("a", "fe80::1", 1, 1)),
                                "proxy",
                                new Secret("from a file"),
                                4,
                                Duration.ofMillis(200),
                                Duration.ofMinutes(2),
                                new BackoffConfig(Duration.ofSeconds(1), Duration.ofHours(1)),
                                new PinnedConfig(12, 3, Duration.ofMillis(300))),
                        new LimitsConfig(
                                7,
                                1L << 20,
                                2000,
                                2048,
                                9,
                                4096,
                                2L << 20,
                                5L << 20,
                                6L << 10,
                                Duration.ofSeconds(7),
                                3L << 30,
                                11,
                                13),
                        new TransportConfig(TransportConfig.Kind.IO_URING, 3),
                        new AuthConfig(Map.of("default", new Secret("0123"), "app", new Secret("no"))),
                        CacheConfig.OFF,
                        new SlowLogConfig(Duration.ofMillis(3), 17)));
    }

    @Test
    void aCommandMayBeAsLongAsItsLongestArgument() {
        assertThat(problems(ONE_SHARD + "limits: {max-bulk: 2mb, client-query: 1mb}\n"))
                .containsExactly("x.yaml:6:39: 'client-query' must not be less than 'max-bulk'");
    }

    @Test
    void theSlowLogCanBeOff() throws Exception {
        assertThat(read(ONE_SHARD + "slow-log: {slower-than: off}\n").slowLog().slowerThan())
                .isEqualTo(SlowLogConfig.OFF);
        assertThat(read(ONE_SHARD + "slow-log: {slower-than: 0ms}\n").slowLog().slowerThan())
                .isEqualTo(Duration.ZERO);
        assertThat(problems(ONE_SHARD + "slow-log: {slower-than: soon}\n"))
                .hasSize(1)
                .allMatch(problem -> problem.contains(", or off"));
    }

    @Test
    void commandsOfModulesCanBeTrusted() throws Exception {
        assertThat(read(ONE_SHARD + "cache: {trusted-commands: [JSON.GET, ft.get]}")
                        .cache()
                        .trustedCommands())
                .containsExactly("json.get", "ft.get");
        assertThat(read(ONE_SHARD + "cache: {trusted-commands: []}").cache().trustedCommands())
                .isEmpty();
    }

    @Test
    void theAdminPortCanBeOff() throws Exception {
        assertThat(read(ONE_SHARD + "admin: off\n").admin()).isEqualTo(AdminConfig.OFF);
    }

    @Test
    void allProblemsAreToldAtOnceInTheOrderOfTheFile() {
        assertThat(problems("""
                        lisen: 127.0.0.1:6380
                        admin: 127.0.0.1
                        limits:
                          max-clients: many
                          max-bulk: 64 megabytes
                          max-clients: 5
                        stores:
                          main:
                            placement:
                              algorithm: rendezvos
                            timeouts: {connect: 5}
                            shrads: []
                            shards:
                              - name: a
                                address: 127.0.0.1:7001
                                weight: 0
                              - name: a
                        transport: fast
                        """))
                .containsExactly(
                        "x.yaml:1:1: unknown key 'lisen', did you mean 'listen'?",
                        "x.yaml:2:8: 'admin' must be host:port with a port from 0 to 65535, or off, not '127.0.0.1'",
                        "x.yaml:4:16: 'max-clients' must be a whole number from 1 to 1000000, not 'many'",
                        "x.yaml:5:13: 'max-bulk' must be a size from 1kb to 1gb (units: b, kb, mb, gb), not '64 megabytes'",
                        "x.yaml:6:3: duplicate key 'max-clients', first given in line 4",
                        "x.yaml:10:18: 'algorithm' must be one of rendezvous, ketama, jump, modula, not 'rendezvos',"
                                + " did you mean 'rendezvous'?",
                        "x.yaml:11:25: 'connect' must be a duration from 1ms to 1h (units: ms, s, m, h), not '5'",
                        "x.yaml:12:5: unknown key 'shrads', did you mean 'shards'?",
                        "x.yaml:16:17: 'weight' must be a whole number from 1 to 500000, not '0'",
                        "x.yaml:17:9: missing key 'address'",
                        "x.yaml:17:15: duplicate shard name 'a', first given in line 14",
                        "x.yaml:18:12: 'transport' must be a mapping of keys to values");
    }

    @Test
    void anEmptyFileMissesItsStores() {
        assertThat(problems("")).containsExactly("x.yaml: missing key 'stores'");
        assertThat(problems("# nothing but a comment\n")).containsExactly("x.yaml: missing key 'stores'");
        assertThat(problems("listen: 127.0.0.1:1\nstores:\n")).containsExactly("x.yaml:2:1: 'stores' needs a store");
    }

    @Test
    void aKeyWithoutAValueIsNotTakenForItsDefault() {
        assertThat(problems("listen:\n" + ONE_SHARD)).containsExactly("x.yaml:1:8: 'listen' has no value");
    }

    @Test
    void badYamlIsToldWithItsPosition() {
        assertThat(problems("stores:\n\tmain: x\n"))
                .singleElement()
                .asString()
                .startsWith("x.yaml:2:1: bad YAML: found character '\\t(TAB)'");
        assertThat(problems("listen: [a")).singleElement().asString().startsWith("x.yaml:1:11: bad YAML: expected");
        assertThat(problems("a: 1\n---\nb: 2\n")).singleElement().asString().startsWith("x.yaml:2:1: bad YAML: ");
        assertThat(problems("\0")).singleElement().asString().startsWith("x.yaml: bad YAML: ");
        assertThat(problems("- a\n- b\n")).contains("x.yaml:1:1: the file must be a mapping of keys to values");
        assertThat(problems("? [a]\n: 1\n" + ONE_SHARD)).containsExactly("x.yaml:1:3: a key must be a word");
    }

    @Test
    void aPasswordComesFromOnePlaceAndIsNeverShown() throws Exception {
        assertThat(problems(ONE_SHARD + "users: {default: {password: hush, password-file: f}}\n"))
                .containsExactly("x.yaml:6:50: give 'password' or 'password-file', not both");
        assertThat(problems(ONE_SHARD + "users: {default: {}}\n"))
                .containsExactly("x.yaml:6:18: missing key 'password' or 'password-file'");
        assertThat(problems(ONE_SHARD + "users: {default: {password-file: nowhere}}\n"))
                .containsExactly("x.yaml:6:34: '" + directory.resolve("nowhere") + "' does not exist");
        assertThat(read(ONE_SHARD + "    password: hush\nusers: {default: {password: hush}}\n"))
                .asString()
                .doesNotContain("hush");
    }

    @Test
    void aFileThatCannotBeReadIsOneProblem() throws IOException {
        Path latin = directory.resolve("latin.yaml");
        Files.write(latin, "listen: é".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(problemsOf(directory.resolve("none.yaml")))
                .containsExactly(directory.resolve("none.yaml") + ": no such file");
        assertThat(problemsOf(directory)).containsExactly(directory + ": is a directory");
        assertThat(problemsOf(latin)).containsExactly(latin + ": not a text in UTF-8");
    }

    private ProxyConfig read(String text) throws ConfigException {
        return ConfigText.read(directory, text);
    }

    private List<String> problems(String text) {
        return ConfigText.problems(directory, text);
    }

    private static List<String> problemsOf(Path file) {
        return ConfigText.texts(catchThrowableOfType(ConfigException.class, () -> ConfigFile.read(file)));
    }
}

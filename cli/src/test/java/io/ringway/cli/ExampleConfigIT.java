// SPDX-License-Identifier: Apache-2.0
package io.ringway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.cli.embedded.EmbeddedShards;
import io.ringway.proxy.Proxy;
import io.ringway.proxy.control.config.AdminConfig;
import io.ringway.proxy.control.config.ConfigFile;
import io.ringway.proxy.control.config.ListenConfig;
import io.ringway.proxy.control.config.ProxyConfig;
import io.ringway.proxy.control.config.ShardConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExampleConfigIT {
    private static final Path EXAMPLES = Path.of("..", "conf");
    private static final int MOST_SHARDS = 3;

    private static EmbeddedShards servers;

    @BeforeAll
    static void startServers() throws Exception {
        servers = EmbeddedShards.inMemory(MOST_SHARDS);
    }

    @AfterAll
    static void stopServers() {
        servers.close();
    }

    static Stream<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.sorted().toList().stream();
        }
    }

    @Test
    void thereAreExamples() throws IOException {
        assertThat(examples()).hasSizeGreaterThanOrEqualTo(4);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleServes(Path example) throws Exception {
        ProxyConfig config = withServersOfOurs(ConfigFile.read(example));

        try (Proxy proxy = Proxy.start(config)) {
            String replies = Conversation.with(
                    proxy.address(),
                    config.auth().required() ? "AUTH " + password(config) : "PING",
                    "SET key value",
                    "GET key");
            assertThat(replies).endsWith("+OK\r\n$5\r\nvalue\r\n+OK\r\n").doesNotContain("-");
        }
    }

    private static String password(ProxyConfig config) {
        return Objects.requireNonNull(config.auth().users().get("default")).text();
    }

    private static ProxyConfig withServersOfOurs(ProxyConfig config) {
        List<ShardConfig> shards = new ArrayList<>();
        for (ShardConfig shard : config.store().shards()) {
            int port = servers.shards().get(shards.size()).port();
            shards.add(new ShardConfig(shard.name(), EmbeddedShards.HOST, port, shard.weight()));
        }
        return config.withListen(new ListenConfig("127.0.0.1", 0))
                .withAdmin(AdminConfig.OFF)
                .withStore(config.store().withShards(shards));
    }
}

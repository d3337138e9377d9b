// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.testing.Endpoint;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.RealRedis;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Local commands at a running proxy, with one of its shards down. */
final class LocalCommandsIT {
    @AutoClose
    private static final RealRedis REDIS = RealRedis.start();

    @AutoClose
    private static final ProxyFixture PROXY = ProxyFixture.before(List.of(Endpoint.unused(), REDIS.endpoint()));

    @Test
    void infoTellsOfTheShardsThatAnswer() {
        try (RawClient client = PROXY.connect(3)) {
            assertThat(client.call("INFO"))
                    .startsWith("=")
                    .contains("\r\ntcp_port:" + REDIS.endpoint().port() + "\r\n")
                    .contains("\r\n\r\n# Ringway\r\ninfo_shards_answered:1\r\ninfo_shards_missing:1\r\n");
        }
    }

    @Test
    void configGetTakesTheAnswerOfAShardThatLives() {
        try (RawClient client = PROXY.connect()) {
            assertThat(client.call("CONFIG", "GET", "maxmemory-policy", "databases"))
                    .startsWith("*4\r\n")
                    .contains("\r\nmaxmemory-policy\r\n$10\r\nnoeviction\r\n", "\r\ndatabases\r\n$2\r\n16\r\n");
        }
    }

    @Test
    void routeTellsTheHashTag() {
        try (RawClient client = PROXY.connect()) {
            assertThat(client.call("RINGWAY", "ROUTE", "user:{42}:name"))
                    .contains("+key=\"user:{42}:name\" shard=shard", " endpoint=127.0.0.1:", " db=0 tag=\"42\"\r\n");
        }
    }

    @Test
    void shardsSettingsAndVersionAreTold() {
        try (RawClient client = PROXY.connect()) {
            assertThat(client.call("RINGWAY", "SHARDS")).contains("name=shard0", "name=shard1");
            assertThat(client.call("RINGWAY", "CONFIG")).startsWith("*");
            assertThat(client.call("RINGWAY", "VERSION")).startsWith("$");
            assertThat(client.call("RINGWAY", "NONSENSE"))
                    .isEqualTo("-ERR unknown subcommand 'NONSENSE'. Try RINGWAY HELP.\r\n");
        }
    }

    @Test
    void clientsAreListed() {
        try (RawClient client = PROXY.connect()) {
            client.call("CLIENT", "SETNAME", "worker");
            client.call("CLIENT", "SETINFO", "LIB-NAME", "lib");

            assertThat(client.call("CLIENT", "INFO")).contains(" name=worker ", " lib-name=lib ");
            assertThat(client.call("CLIENT", "LIST", "TYPE", "normal")).contains(" name=worker ");
        }
    }

    @Test
    void resetLeadsBackToTheStart() {
        try (RawClient client = PROXY.connect(3)) {
            client.call("SELECT", "4");

            assertThat(client.call("RESET")).isEqualTo("+RESET\r\n");
            assertThat(client.call("CLIENT", "GETNAME")).isEqualTo("$-1\r\n");
        }
    }
}

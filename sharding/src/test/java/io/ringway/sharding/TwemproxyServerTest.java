// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TwemproxyServerTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:6379:1, 127.0.0.1, 6379, 1, 127.0.0.1:6379",
        "127.0.0.1:6379:3 alpha, 127.0.0.1, 6379, 3, alpha",
        "cache.example.com:11211:1, cache.example.com, 11211, 1, cache.example.com",
        "cache.example.com:11211:2 beta, cache.example.com, 11211, 2, beta",
        "::1:6379:1, ::1, 6379, 1, ::1:6379",
    })
    void aLineIsReadAsTwemproxyReadsIt(String line, String host, int port, int weight, String ringName) {
        TwemproxyServer server = TwemproxyServer.parse(line);

        assertThat(server).isEqualTo(new TwemproxyServer(host, port, weight, ringName));
        assertThat(server.shard()).isEqualTo(new WeightedShard(ringName, weight));
    }

    @Test
    void aMalformedLineIsRefusedWithAReason() {
        refused("localhost", "expected \"host:port:weight\" or \"host:port:weight name\", not \"localhost\"");
        refused("host:6379", "expected \"host:port:weight\" or \"host:port:weight name\", not \"host:6379\"");
        refused(":6379:1", "expected \"host:port:weight\" or \"host:port:weight name\", not \":6379:1\"");
        refused(
                "/tmp/redis.sock:1",
                "expected \"host:port:weight\" or \"host:port:weight name\", not \"/tmp/redis.sock:1\" (unix sockets are"
                        + " not supported)");
        refused("host:0:1", "port \"0\" in \"host:0:1\" must be a number from 1 to 65535");
        refused("host:6379:x", "weight \"x\" in \"host:6379:x\" must be a number from 1 to 500000");
        refused("host:6379:0", "weight \"0\" in \"host:6379:0\" must be a number from 1 to 500000");
    }

    private static void refused(String line, String message) {
        assertThatThrownBy(() -> TwemproxyServer.parse(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}

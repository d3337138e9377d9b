// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.control.config.CacheConfig;
import io.ringway.proxy.control.config.TransportConfig;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.SharedRedis;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads of a key that is being written go to the shard, and those for which the reply of one is right share it. */
final class SharedReadsIT {
    private ProxyFixture proxy;
    private RawClient client;
    private RawClient direct;

    /** All clients are on one loop, as only those of a loop share. */
    @BeforeEach
    void aKeyIsRemembered() {
        SharedRedis.flush();
        proxy = ProxyFixture.before(
                SharedRedis.endpoints(1),
                config -> config.withCache(CacheConfig.ofSize(16 << 20))
                        .withTransport(new TransportConfig(TransportConfig.Kind.AUTO, 1)));
        client = proxy.connect();
        direct = SharedRedis.SHARDS.get(0).connect();
        client.call("SET", "k", "old");
        proxy.warm(client, "GET", "k");
    }

    @AfterEach
    void stop() {
        client.close();
        direct.close();
        proxy.close();
    }

    @Test
    void readsThatComeBehindAWriteOnItsWayShareOneReply() {
        List<RawClient> readers = Stream.generate(proxy::connect).limit(5).toList();
        try {
            readers.forEach(reader -> reader.call("PING"));
            long before = getsAtTheShard();
            direct.call("CLIENT", "PAUSE", "200");
            client.send("SET", "k", "new");
            awaitDoubt(readers.get(0));
            readers.forEach(reader -> reader.send("GET", "k"));
            assertThat(client.reply()).isEqualTo("+OK\r\n");
            assertThat(readers).allSatisfy(reader -> assertThat(reader.reply()).isEqualTo("$3\r\nnew\r\n"));
            assertThat(getsAtTheShard()).isEqualTo(before + 1);
            assertThat(proxy.figure("cache_reads_joined")).isEqualTo(4);
        } finally {
            readers.forEach(RawClient::close);
        }
    }

    @Test
    void readsDoNotShareWhileAWriteIsOnItsWayElsewhere() {
        // The other protocol version has a connection of its own to the shard.
        try (RawClient writer = RawClient.connect(proxy.endpoint(), 3);
                RawClient reader = proxy.connect()) {
            writer.call("GET", "other");
            reader.call("PING");
            long before = getsAtTheShard();
            direct.call("CLIENT", "PAUSE", "200");
            writer.send("SET", "k", "new");
            awaitDoubt(reader);
            client.send("GET", "k");
            reader.send("GET", "k");
            assertThat(writer.reply()).isEqualTo("+OK\r\n");
            for (RawClient each : List.of(client, reader)) {
                assertThat(each.reply()).isIn("$3\r\nold\r\n", "$3\r\nnew\r\n");
            }
            assertThat(getsAtTheShard()).isEqualTo(before + 2);
            assertThat(proxy.figure("cache_reads_joined")).isEqualTo(0);
        }
    }

    @Test
    void aClientSharesAReplyTwiceUnlessItReadsTheKeyOtherwiseBetween() {
        long before = getsAtTheShard();
        direct.call("CLIENT", "PAUSE", "200");
        String read = "*2\r\n$3\r\nGET\r\n$1\r\nk\r\n";
        client.sendRaw("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$3\r\nnew\r\n" + read + read + read
                + "*2\r\n$6\r\nSTRLEN\r\n$1\r\nk\r\n" + read);
        assertThat(client.reply()).isEqualTo("+OK\r\n");
        for (String reply : List.of("$3\r\nnew\r\n", "$3\r\nnew\r\n", "$3\r\nnew\r\n", ":3\r\n", "$3\r\nnew\r\n")) {
            assertThat(client.reply()).isEqualTo(reply);
        }
        assertThat(getsAtTheShard()).isEqualTo(before + 2);
        assertThat(proxy.figure("cache_reads_joined")).isEqualTo(2);
    }

    /** Waits until the proxy has sent a write of the key. */
    private static void awaitDoubt(RawClient asking) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(1))
                .until(() -> asking.call("RINGWAY", "CACHE", "INSPECT", "k").contains("current=0"));
    }

    private long getsAtTheShard() {
        String gets = direct.call("INFO", "commandstats")
                .lines()
                .filter(line -> line.startsWith("cmdstat_get:calls="))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(gets.substring(gets.indexOf('=') + 1, gets.indexOf(',')));
    }
}

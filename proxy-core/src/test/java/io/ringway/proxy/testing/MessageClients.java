// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Clients that publish and subscribe at a proxy before the shared shards, and what they are sent. Used by one test. */
public final class MessageClients implements AutoCloseable {
    private final ProxyFixture proxy;
    private final List<RawClient> clients = new ArrayList<>();

    public MessageClients(ProxyFixture proxy) {
        this.proxy = proxy;
    }

    /** A client that is closed with the others. */
    public RawClient client(int protocol) {
        return closing(proxy.connect(protocol));
    }

    /** A client with one subscription. */
    public RawClient subscriber(int protocol, String channel) {
        RawClient client = client(protocol);
        assertThat(client.call("SUBSCRIBE", channel)).endsWith(":1\r\n");
        return client;
    }

    /** Has a client closed with the others. */
    public RawClient closing(RawClient client) {
        clients.add(client);
        return client;
    }

    /** What a subscriber of a channel is sent. */
    public static String message(int protocol, String channel, String text) {
        return (protocol == 3 ? ">" : "*") + "3\r\n" + bulk("message") + bulk(channel) + bulk(text);
    }

    /** What a subscriber of a pattern is sent; RESP3. */
    public static String patternMessage(String pattern, String channel, String text) {
        return ">4\r\n" + bulk("pmessage") + bulk(pattern) + bulk(channel) + bulk(text);
    }

    /** The proxy's connections for messages, as lines of a shard's CLIENT LIST. */
    public static List<String> relays(RealRedis shard) {
        try (RawClient direct = shard.connect()) {
            return direct.call("CLIENT", "LIST", "TYPE", "pubsub")
                    .lines()
                    .filter(line -> line.contains("name=ringway"))
                    .toList();
        }
    }

    /** Closes all clients and waits until neither the proxy nor a shard knows of a subscription. */
    @Override
    public void close() {
        clients.forEach(RawClient::close);
        try (RawClient client = proxy.connect()) {
            await("subscriptions gone").until(() -> proxy.figure("subscriptions") == 0);
            for (RealRedis shard : SharedRedis.SHARDS) {
                await("relays gone").until(() -> relays(shard).isEmpty());
            }
            assertThat(client.call("PUBSUB", "CHANNELS")).isEqualTo("*0\r\n");
            assertThat(client.call("PUBSUB", "NUMPAT")).isEqualTo(":0\r\n");
        }
    }

    private static String bulk(String text) {
        return "$" + text.getBytes(StandardCharsets.UTF_8).length + "\r\n" + text + "\r\n";
    }
}

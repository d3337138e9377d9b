// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import io.ringway.proxy.control.config.LimitsConfig;
import io.ringway.proxy.testing.Endpoint;
import io.ringway.proxy.testing.Fault;
import io.ringway.proxy.testing.FaultLink;
import io.ringway.proxy.testing.OnEmptyServers;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.ShardTags;
import io.ringway.proxy.testing.SharedRedis;
import io.ringway.proxy.testing.Workload;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Clients that take or send too much are held or let go, in bounded memory, and others go on. */
@OnEmptyServers
final class PressureIT {
    private static final long MIB = 1L << 20;
    private static final String KEY = ShardTags.key(0, "pressure");
    /** Far less than what passes, and more than the limit on unread replies with what is on its way through sockets. */
    private static final long FEW_BUFFERS = 32 * MIB;

    @Test
    void aClientThatNeverReadsTakesBoundedMemory() {
        long before = usedMemory();
        try (ProxyFixture proxy = ProxyFixture.before(
                        SharedRedis.endpoints(4), config -> config.withLimits(limits(config.limits(), 100, 16 * MIB)));
                Workload others = Workload.on(proxy, 3, 0);
                RawClient client = proxy.connect()) {
            assertThat(client.call("SET", KEY, "x".repeat((int) MIB))).isEqualTo("+OK\r\n");
            Thread sender = sendInBackground(client, RawClient.encode("GET", KEY), 3_000);
            for (int i = 0; i < 20; i++) {
                others.letPass(Duration.ofMillis(100));
                assertThat(usedMemory() - before).isLessThan(FEW_BUFFERS);
            }
            client.reset();
            join(sender);
            others.awaitRounds();
        }
    }

    @Test
    void aClientThatReadsSlowlyGetsEveryByte() {
        int replies = 100;
        String value = "x".repeat(200_000);
        try (ProxyFixture proxy = ProxyFixture.before(SharedRedis.endpoints(4));
                Workload others = Workload.on(proxy, 3, 0);
                FaultLink link = FaultLink.to(proxy.endpoint());
                RawClient client = RawClient.connect(link.endpoint())) {
            assertThat(client.call("SET", KEY, value)).isEqualTo("+OK\r\n");
            link.toClient(new Fault.Drip(32 << 10, Duration.ofMillis(1)));
            sendInBackground(client, RawClient.encode("GET", KEY), replies);
            for (int i = 0; i < replies; i++) {
                assertThat(client.reply()).isEqualTo("$200000\r\n" + value + "\r\n");
            }
            others.awaitRounds();
        }
    }

    @Test
    void aClientThatSendsFasterThanItsShardAnswersIsHeldAndAnsweredInOrder() {
        int commands = 20_000;
        String padding = "x".repeat(4_000);
        long before = usedMemory();
        try (FaultLink slow = FaultLink.to(SharedRedis.endpoints(1).get(0));
                ProxyFixture proxy = inFront(slow.endpoint());
                Workload others = Workload.on(proxy, 0, 3);
                RawClient client = proxy.connect()) {
            slow.toServer(new Fault.Delay(Duration.ofMillis(1)));
            AtomicInteger sent = new AtomicInteger();
            Thread sender = new Thread(
                    () -> {
                        for (int i = 0; i < commands; i++) {
                            client.send("EVAL", "return ARGV[1]", "1", KEY, "nonce" + i, padding);
                            sent.incrementAndGet();
                        }
                    },
                    "fast-sender");
            sender.start();
            others.letPass(Duration.ofMillis(500));
            assertThat(sent.get()).as("held while nothing is answered").isLessThan(commands);
            for (int i = 0; i < commands; i++) {
                String nonce = "nonce" + i;
                assertThat(client.reply()).isEqualTo("$" + nonce.length() + "\r\n" + nonce + "\r\n");
                if (i % 1_000 == 0) {
                    assertThat(usedMemory() - before).isLessThan(FEW_BUFFERS);
                }
            }
            join(sender);
            others.awaitRounds();
        }
    }

    @Test
    void valuesOfManyMegabytesPassWhileOthersGoOn() {
        String value = "x".repeat((int) (24 * MIB));
        try (ProxyFixture proxy = ProxyFixture.before(SharedRedis.endpoints(4));
                Workload others = Workload.on(proxy, 3, 0);
                RawClient client = proxy.connect()) {
            for (int i = 0; i < 4; i++) {
                assertThat(client.call("SET", KEY, value)).isEqualTo("+OK\r\n");
                assertThat(client.call("GET", KEY)).hasSize(value.length() + 13).endsWith("xx\r\n");
            }
            others.awaitRounds();
        }
    }

    @Test
    void aClientTooManyIsToldSoAndPlaceIsMadeByTheFirstThatLeaves() {
        try (ProxyFixture proxy = ProxyFixture.before(
                SharedRedis.endpoints(4), config -> config.withLimits(limits(config.limits(), 3, MIB)))) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                clients.add(proxy.connect());
                assertThat(clients.get(i).call("PING")).isEqualTo("+PONG\r\n");
            }
            try (RawClient tooMany = proxy.connect()) {
                assertThat(tooMany.readToEnd()).isEqualTo("-ERR max number of clients reached\r\n");
            }
            clients.remove(0).close();
            Awaitility.await().untilAsserted(() -> {
                try (RawClient next = proxy.connect()) {
                    next.sendRaw("PING\r\n");
                    assertThat(next.reply()).isEqualTo("+PONG\r\n");
                }
            });
            clients.forEach(RawClient::close);
        }
    }

    private static ProxyFixture inFront(Endpoint shard0) {
        List<Endpoint> shards = new ArrayList<>(SharedRedis.endpoints(4));
        shards.set(0, shard0);
        return ProxyFixture.before(
                shards,
                config -> config.withStore(config.store().withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(60))));
    }

    private static LimitsConfig limits(LimitsConfig limits, int maxClients, long clientOutputBytes) {
        return new LimitsConfig(
                maxClients,
                limits.maxBulkBytes(),
                limits.maxArguments(),
                limits.maxInlineBytes(),
                limits.clientInFlightCommands(),
                clientOutputBytes,
                limits.clientQueryBytes(),
                limits.subscriberOutputBytes(),
                limits.subscriberSoftBytes(),
                limits.subscriberSoftTime(),
                limits.memoryBytes(),
                limits.laneInFlightCommands(),
                limits.trackingClients());
    }

    /** Bytes of network buffers in use in this JVM, where only the proxy uses them. */
    private static long usedMemory() {
        return PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
    }

    private static Thread sendInBackground(RawClient client, byte[] command, int times) {
        Thread sender = new Thread(
                () -> {
                    try {
                        for (int i = 0; i < times; i++) {
                            client.send(command);
                        }
                    } catch (UncheckedIOException closed) {
                        // The proxy may let a client go that asks for so much and reads nothing.
                    }
                },
                "sender");
        sender.setDaemon(true);
        sender.start();
        return sender;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.proxy.control.config.LimitsConfig;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.RealRedis;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of subscriptions when shards, relays and subscribers fail. */
final class PubSubOutageIT {
    private final List<RealRedis> shards = RealRedis.startAll(2);
    private final ProxyFixture proxy = ProxyFixture.before(
            shards.stream().map(RealRedis::endpoint).toList(),
            config -> config.withStore(config.store().withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(1)))
                    .withLimits(subscriberOutput(config.limits(), 2 << 20)));

    @AfterEach
    void stop() {
        proxy.close();
        shards.forEach(RealRedis::close);
    }

    @Test
    void killedRelaysSubscribeAnew() {
        try (RawClient subscriber = proxy.connect(3);
                RawClient publisher = proxy.connect()) {
            subscriber.call("SUBSCRIBE", "news");
            subscriber.call("PSUBSCRIBE", "event:*");
            subscriber.call("SSUBSCRIBE", "shard");
            for (int round = 0; round < 3; round++) {
                for (RealRedis shard : shards) {
                    try (RawClient direct = shard.connect()) {
                        assertThat(direct.call("CLIENT", "KILL", "TYPE", "pubsub"))
                                .isEqualTo(":1\r\n");
                    }
                }
                awaitArrival(subscriber, publisher, "PUBLISH", "news", "one " + round);
                awaitArrival(subscriber, publisher, "PUBLISH", "event:" + round, "two " + round);
                awaitArrival(subscriber, publisher, "SPUBLISH", "shard", "three " + round);
            }
        }
    }

    @Test
    void shardsThatCameBackSendAgain() {
        try (RawClient subscriber = proxy.connect(3);
                RawClient publisher = proxy.connect()) {
            subscriber.call("PSUBSCRIBE", "*");
            shards.get(1).kill();
            assertThat(subscriber.call("PSUBSCRIBE", "others:*")).startsWith(">");
            shards.get(1).restart();

            for (int i = 0; i < 8; i++) {
                awaitArrival(subscriber, publisher, "PUBLISH", "channel:" + i, "back");
            }
        }
    }

    @Test
    void whatNoShardConfirmsIsNotSubscribedTo() {
        try (RawClient subscriber = proxy.connect();
                RawClient publisher = proxy.connect()) {
            shards.forEach(RealRedis::kill);
            assertThat(subscriber.call("SUBSCRIBE", "a", "b"))
                    .startsWith("-ERR ")
                    .contains("shard0");
            assertThat(subscriber.call("PING")).isEqualTo("+PONG\r\n");
            shards.forEach(RealRedis::restart);
            await("shards back").until(() -> subscriber.call("SUBSCRIBE", "a").startsWith("*3"));

            awaitArrival(subscriber, publisher, "PUBLISH", "a", "m");
        }
    }

    @Test
    void relaysOfAFrozenShardAreNoticedAndReplaced() {
        try (RawClient subscriber = proxy.connect(3);
                RawClient publisher = proxy.connect()) {
            subscriber.call("SUBSCRIBE", "news", "a");
            subscriber.reply();
            shards.get(0).freeze();
            // The frozen shard does not keep others waiting for longer than the deadline for replies.
            assertThat(subscriber.call("PSUBSCRIBE", "*:x")).startsWith(">3\r\n$10\r\npsubscribe");
            shards.get(0).thaw();
            for (int i = 0; i < 8; i++) {
                awaitArrival(subscriber, publisher, "PUBLISH", i + ":x", "thawed");
            }
        }
    }

    @Test
    void slowSubscribersAreClosedAndOthersGetEverything() {
        String text = "t".repeat(10_000);
        int messages = 3_000;
        try (RawClient slow = proxy.connect();
                RawClient quick = proxy.connect(3);
                RawClient publisher = proxy.connect()) {
            slow.call("SUBSCRIBE", "news");
            quick.call("SUBSCRIBE", "news");
            for (int i = 0; i < messages; i++) {
                publisher.call("PUBLISH", "news", i + text);
                assertThat(quick.reply()).contains("\r\n" + i + text);
            }
            await("evicted").until(() -> publisher.call("INFO", "ringway").contains("subscribers_evicted:1\r\n"));
            assertThat(publisher.call("PUBLISH", "news", "last")).isEqualTo(":1\r\n");
            assertThat(slow.readToEnd().length()).isLessThan(messages * text.length());
        }
    }

    /** Messages published before the relay is back are lost, so it is published until one arrives. */
    private static void awaitArrival(
            RawClient subscriber, RawClient publisher, String publish, String channel, String text) {
        await("message on " + channel)
                .until(() -> publisher.call(publish, channel, text).equals(":1\r\n"));
        String message = subscriber.reply();
        while (!message.contains(text) || !message.contains(channel)) {
            message = subscriber.reply();
        }
    }

    private static LimitsConfig subscriberOutput(LimitsConfig limits, long bytes) {
        return new LimitsConfig(
                limits.maxClients(),
                limits.maxBulkBytes(),
                limits.maxArguments(),
                limits.maxInlineBytes(),
                limits.clientInFlightCommands(),
                limits.clientOutputBytes(),
                limits.clientQueryBytes(),
                bytes,
                bytes,
                limits.subscriberSoftTime(),
                limits.memoryBytes(),
                limits.laneInFlightCommands(),
                limits.trackingClients());
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.SharedRedis;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.RedisProtocol;

/** Jedis' subscribers get every message once and in order, change what they listen to, and end. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class JedisMessagesIT {
    private static final int MESSAGES = 200;
    private static final String LAST = "last";

    @AutoClose
    private final ProxyFixture proxy = ProxyFixture.before(SharedRedis.endpoints(4));

    @AutoClose("shutdownNow")
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @ParameterizedTest
    @EnumSource(
            value = RedisProtocol.class,
            names = {"RESP2", "RESP3"})
    void everyMessageArrivesOnceAndInOrder(RedisProtocol protocol) throws Exception {
        Subscriber subscriber = new Subscriber();
        Future<?> listening = threads.submit(() -> {
            try (Jedis jedis = connect(protocol)) {
                jedis.subscribe(subscriber, "news", "sport");
            }
        });
        await("subscriptions").until(() -> subscriber.confirmed == 2);
        subscriber.psubscribe("weather:*");
        await("subscriptions").until(() -> subscriber.confirmed == 3);
        List<String> sent = new ArrayList<>();
        try (Jedis publisher = connect(protocol)) {
            for (int i = 0; i < MESSAGES; i++) {
                String channel = i % 3 == 0 ? "news" : i % 3 == 1 ? "sport" : "weather:" + i;
                assertThat(publisher.publish(channel, "message " + i)).isEqualTo(1);
                sent.add(channel + " message " + i);
            }
            // Shards bring theirs at their own pace, and the last message ends all subscriptions.
            await("messages").until(() -> subscriber.heard.size() == MESSAGES);
            subscriber.unsubscribe("sport");
            await("end of a subscription").until(() -> subscriber.confirmed == 2);
            assertThat(publisher.publish("sport", "nobody hears it")).isZero();
            publisher.publish("news", LAST);
            sent.add("news " + LAST);
        }

        listening.get(20, TimeUnit.SECONDS);

        // Channels may be published on different shards, so only each channel has an order.
        assertThat(subscriber.heard).containsExactlyInAnyOrderElementsOf(sent);
        for (String channel : List.of("news", "sport")) {
            assertThat(of(channel, subscriber.heard)).isEqualTo(of(channel, sent));
        }
    }

    private static List<String> of(String channel, List<String> messages) {
        return messages.stream().filter(each -> each.startsWith(channel + " ")).toList();
    }

    private Jedis connect(RedisProtocol protocol) {
        return new Jedis(
                proxy.endpoint().host(),
                proxy.endpoint().port(),
                DefaultJedisClientConfig.builder().protocol(protocol).build());
    }

    private static final class Subscriber extends JedisPubSub {
        private final List<String> heard = new CopyOnWriteArrayList<>();
        /** How many subscriptions the last confirmation told. */
        private volatile int confirmed;

        @Override
        public void onSubscribe(String channel, int subscribed) {
            confirmed = subscribed;
        }

        @Override
        public void onPSubscribe(String pattern, int subscribed) {
            confirmed = subscribed;
        }

        @Override
        public void onUnsubscribe(String channel, int subscribed) {
            confirmed = subscribed;
        }

        @Override
        public void onMessage(String channel, String message) {
            heard.add(channel + " " + message);
            if (message.equals(LAST)) {
                unsubscribe();
                punsubscribe();
            }
        }

        @Override
        public void onPMessage(String pattern, String channel, String message) {
            heard.add(channel + " " + message);
        }
    }
}

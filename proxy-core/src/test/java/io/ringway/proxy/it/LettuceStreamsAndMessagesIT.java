// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.Consumer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAutoClaimArgs;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.ringway.proxy.testing.OnEmptyServers;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.SharedRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lettuce as chat servers and stream processors use it: every message and every entry arrives once, in order. */
@OnEmptyServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LettuceStreamsAndMessagesIT {
    private static final int ROOMS = 8;
    private static final int MESSAGES = 100;
    private static final int ENTRIES = 300;
    private static final int CONSUMERS = 4;

    @AutoClose
    private final ProxyFixture proxy = ProxyFixture.before(SharedRedis.endpoints(4));

    private final RedisClient client = newClient();

    @AutoClose("shutdownNow")
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterAll
    void stop() {
        client.shutdown(0, 5, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void everySubscriberGetsEveryMessageOnceAndInOrder(ProtocolVersion protocol) throws Exception {
        List<Listener> listeners = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            listeners.add(new Listener(subscriber(protocol)));
        }
        try (StatefulRedisConnection<String, String> connection = connect(protocol)) {
            for (Listener listener : listeners) {
                listener.connection.sync().subscribe(rooms());
                listener.connection.sync().psubscribe("room:*");
            }
            List<RedisFuture<Long>> published = new ArrayList<>();
            for (int message = 0; message < MESSAGES; message++) {
                for (String room : rooms()) {
                    published.add(connection.async().publish(room, Integer.toString(message)));
                }
            }
            for (RedisFuture<Long> reached : published) {
                // As subscriber of the room, and by its pattern.
                assertThat(reached.get(10, TimeUnit.SECONDS)).isEqualTo(2L * listeners.size());
            }

            for (Listener listener : listeners) {
                await().until(() -> listener.messages.size() >= 2 * ROOMS * MESSAGES);
                for (String room : rooms()) {
                    listener.heardAll("message " + room);
                    listener.heardAll("by room:* " + room);
                }
                assertThat(listener.messages).hasSize(2 * ROOMS * MESSAGES);
            }
            assertThat(connection.sync().pubsubNumsub(rooms()))
                    .hasSize(ROOMS)
                    .allSatisfy((room, subscribers) -> assertThat(subscribers).isEqualTo(listeners.size()));
            for (Listener listener : listeners) {
                listener.connection.sync().unsubscribe(rooms());
                listener.connection.sync().punsubscribe("room:*");
            }
            assertThat(connection.sync().publish("room:0", "nobody")).isZero();
        } finally {
            listeners.forEach(listener -> listener.connection.close());
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void everyEntryOfAStreamIsForOneConsumerOfTheGroup(ProtocolVersion protocol) throws Exception {
        try (StatefulRedisConnection<String, String> connection = connect(protocol)) {
            RedisCommands<String, String> redis = connection.sync();
            redis.xgroupCreate(StreamOffset.from("orders", "0-0"), "shop", XGroupCreateArgs.Builder.mkstream());
            List<Future<List<String>>> consumers = new ArrayList<>();
            for (int consumer = 0; consumer < CONSUMERS; consumer++) {
                String name = "consumer:" + consumer;
                consumers.add(threads.submit(() -> consume(protocol, name)));
            }
            for (int entry = 0; entry < ENTRIES; entry++) {
                redis.xadd("orders", Map.of("order", Integer.toString(entry)));
            }
            await().until(() -> redis.xpending("orders", "shop").getCount() == 0
                    && redis.xinfoGroups("orders").toString().contains("lag, 0"));
            for (int consumer = 0; consumer < CONSUMERS; consumer++) {
                redis.xadd("orders", Map.of("order", "end"));
            }

            List<String> seen = new ArrayList<>();
            for (Future<List<String>> consumer : consumers) {
                seen.addAll(consumer.get(20, TimeUnit.SECONDS));
            }
            assertThat(seen)
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, ENTRIES)
                            .mapToObj(Integer::toString)
                            .toList());
            assertThat(redis.xlen("orders")).isEqualTo(ENTRIES + CONSUMERS);
        }
    }

    @SuppressWarnings("unchecked") // a generic array of streams
    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void whatALostConsumerHeldIsClaimedByAnother(ProtocolVersion protocol) {
        try (StatefulRedisConnection<String, String> connection = connect(protocol)) {
            RedisCommands<String, String> redis = connection.sync();
            for (int entry = 0; entry < ENTRIES; entry++) {
                redis.xadd("orders", Map.of("order", Integer.toString(entry)));
            }
            redis.xgroupCreate(StreamOffset.from("orders", "0-0"), "shop");
            List<StreamMessage<String, String>> held;
            try (StatefulRedisConnection<String, String> lost = connect(protocol)) {
                held = lost.sync()
                        .xreadgroup(
                                Consumer.from("shop", "lost"),
                                XReadArgs.Builder.count(ENTRIES),
                                StreamOffset.lastConsumed("orders"));
            }
            assertThat(held).hasSize(ENTRIES);

            List<StreamMessage<String, String>> claimed = redis.xautoclaim(
                            "orders",
                            new XAutoClaimArgs<String>()
                                    .consumer(Consumer.from("shop", "other"))
                                    .minIdleTime(0)
                                    .startId("0-0")
                                    .count(ENTRIES))
                    .getMessages();

            assertThat(claimed).isEqualTo(held);
            String[] ids = claimed.stream().map(StreamMessage::getId).toArray(String[]::new);
            assertThat(redis.xack("orders", "shop", ids)).isEqualTo(ENTRIES);
            assertThat(redis.xpending("orders", "shop").getCount()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void theTailOfAStreamHasNoGap(ProtocolVersion protocol) throws Exception {
        try (StatefulRedisConnection<String, String> connection = connect(protocol)) {
            Future<List<Integer>> tail = threads.submit(() -> tail(protocol));
            for (int entry = 0; !tail.isDone(); entry++) {
                connection.sync().xadd("news", Map.of("n", Integer.toString(entry)));
            }
            List<Integer> seen = tail.get();

            assertThat(seen)
                    .containsExactlyElementsOf(IntStream.range(0, ENTRIES)
                            .mapToObj(i -> seen.get(0) + i)
                            .toList());
        }
    }

    /** The numbers of the next entries of a stream to which somebody adds. */
    @SuppressWarnings("unchecked") // a generic array of streams
    private List<Integer> tail(ProtocolVersion protocol) {
        List<Integer> numbers = new ArrayList<>();
        StreamOffset<String> from = StreamOffset.latest("news");
        try (StatefulRedisConnection<String, String> connection = connect(protocol)) {
            while (numbers.size() < ENTRIES) {
                List<StreamMessage<String, String>> entries = connection
                        .sync()
                        .xread(XReadArgs.Builder.block(Duration.ofSeconds(10)).count(7), from);
                assertThat(entries).as("entries within ten seconds").isNotEmpty();
                for (StreamMessage<String, String> entry : entries) {
                    numbers.add(Integer.parseInt(entry.getBody().get("n")));
                    from = StreamOffset.from("news", entry.getId());
                }
            }
        }
        return numbers.subList(0, ENTRIES);
    }

    /** Reads, acknowledges and returns what comes, until an entry says that was all. */
    @SuppressWarnings("unchecked") // a generic array of streams
    private List<String> consume(ProtocolVersion protocol, String name) {
        List<String> orders = new ArrayList<>();
        try (StatefulRedisConnection<String, String> connection = connect(protocol)) {
            RedisCommands<String, String> redis = connection.sync();
            while (true) {
                List<StreamMessage<String, String>> entries = redis.xreadgroup(
                        Consumer.from("shop", name),
                        XReadArgs.Builder.block(Duration.ofSeconds(5)).count(1),
                        StreamOffset.lastConsumed("orders"));
                for (StreamMessage<String, String> entry : entries) {
                    assertThat(redis.xack("orders", "shop", entry.getId())).isEqualTo(1);
                    String order = entry.getBody().get("order");
                    if ("end".equals(order)) {
                        return orders;
                    }
                    orders.add(order);
                }
            }
        }
    }

    private static String[] rooms() {
        return IntStream.range(0, ROOMS).mapToObj(room -> "room:" + room).toArray(String[]::new);
    }

    private StatefulRedisConnection<String, String> connect(ProtocolVersion protocol) {
        return client(protocol).connect();
    }

    private StatefulRedisPubSubConnection<String, String> subscriber(ProtocolVersion protocol) {
        return client(protocol).connectPubSub();
    }

    private RedisClient client(ProtocolVersion protocol) {
        client.setOptions(ClientOptions.builder()
                .protocolVersion(protocol)
                .autoReconnect(false)
                .build());
        return client;
    }

    private RedisClient newClient() {
        // With two native transports on the class path it would warn about the one it does not take.
        System.setProperty("io.lettuce.core.iouring", "false");
        return RedisClient.create(
                RedisURI.create(proxy.endpoint().host(), proxy.endpoint().port()));
    }

    /** Collects what one subscriber hears. The list is written by the client's thread and read by the test's. */
    private static final class Listener extends RedisPubSubAdapter<String, String> {
        private final StatefulRedisPubSubConnection<String, String> connection;
        private final List<String> messages = new CopyOnWriteArrayList<>();

        Listener(StatefulRedisPubSubConnection<String, String> connection) {
            this.connection = connection;
            connection.addListener(this);
        }

        @Override
        public void message(String channel, String message) {
            messages.add("message " + channel + " " + message);
        }

        @Override
        public void message(String pattern, String channel, String message) {
            messages.add("by " + pattern + " " + channel + " " + message);
        }

        void heardAll(String kind) {
            assertThat(messages.stream().filter(message -> message.startsWith(kind + " ")))
                    .containsExactlyElementsOf(IntStream.range(0, MESSAGES)
                            .mapToObj(message -> kind + " " + message)
                            .toList());
        }
    }
}

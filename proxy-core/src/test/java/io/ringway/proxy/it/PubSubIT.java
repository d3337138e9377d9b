// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static io.ringway.proxy.testing.MessageClients.message;
import static io.ringway.proxy.testing.MessageClients.patternMessage;
import static io.ringway.proxy.testing.MessageClients.relays;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.proxy.testing.MessageClients;
import io.ringway.proxy.testing.OnEmptyServers;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.RealRedis;
import io.ringway.proxy.testing.ShardTags;
import io.ringway.proxy.testing.SharedRedis;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Every subscriber gets every message once, and shards send it once for all of a loop. */
@OnEmptyServers
final class PubSubIT {
    private static final int LOOPS = Runtime.getRuntime().availableProcessors();

    @AutoClose
    private final ProxyFixture proxy = ProxyFixture.before(SharedRedis.endpoints(4));

    private final MessageClients with = new MessageClients(proxy);

    @AfterEach
    void nobodyIsSubscribedAnyMore() {
        with.close();
    }

    @Test
    void eachOfManySubscribersGetsEachMessageOnceAndInOrder() {
        int count = 100;
        int messages = 200;
        List<RawClient> subscribers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            subscribers.add(with.subscriber(2 + i % 2, "news"));
        }
        RawClient publisher = with.client(2);
        for (int i = 0; i < messages; i++) {
            publisher.send("PUBLISH", "news", "message " + i);
        }
        for (int i = 0; i < messages; i++) {
            assertThat(publisher.reply()).isEqualTo(":" + count + "\r\n");
        }
        for (int i = 0; i < count; i++) {
            for (int each = 0; each < messages; each++) {
                assertThat(subscribers.get(i).reply()).isEqualTo(message(2 + i % 2, "news", "message " + each));
            }
        }
        for (RealRedis shard : SharedRedis.SHARDS) {
            assertThat(relays(shard)).hasSizeBetween(1, LOOPS);
            try (RawClient direct = shard.connect()) {
                String counted = direct.call("PUBSUB", "NUMSUB", "news");
                assertThat(number(counted.split("\r\n", -1)[3])).isBetween(1L, (long) LOOPS);
            }
        }
        assertThat(publisher.call("PUBSUB", "NUMSUB", "news", "olds"))
                .isEqualTo("*4\r\n$4\r\nnews\r\n:" + count + "\r\n$4\r\nolds\r\n:0\r\n");
        assertThat(proxy.figure("messages_relayed")).isBetween((long) messages, (long) messages * LOOPS);
    }

    @Test
    void patternsMatchOnAllShardsWithoutDuplicates() {
        RawClient subscriber = with.client(3);
        subscriber.send("PSUBSCRIBE", "event:*", "*:tail");
        subscriber.reply();
        subscriber.reply();
        RawClient publisher = with.client(3);
        Set<String> expected = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            String channel = "event:" + i;
            assertThat(publisher.call("PUBLISH", channel, "m")).isEqualTo(":1\r\n");
            expected.add(patternMessage("event:*", channel, "m"));
        }
        assertThat(publisher.call("PUBLISH", "event:tail", "m")).isEqualTo(":2\r\n");
        expected.add(patternMessage("event:*", "event:tail", "m"));
        expected.add(patternMessage("*:tail", "event:tail", "m"));

        Set<String> got = new HashSet<>();
        for (int i = 0; i < expected.size(); i++) {
            assertThat(got.add(subscriber.reply())).isTrue();
        }
        assertThat(got).isEqualTo(expected);
        assertThat(subscriber.call("PING")).isEqualTo("+PONG\r\n");
    }

    @Test
    void keyspaceEventsComeFromEveryShard() {
        everyShard("CONFIG", "SET", "notify-keyspace-events", "KEA");
        RawClient subscriber = with.subscriber(2, "__keyevent@0__:set");
        RawClient byPattern = with.client(3);
        byPattern.call("PSUBSCRIBE", "__keyspace@0__:*");
        RawClient writer = with.client(2);
        Set<String> expected = new HashSet<>();
        for (int shard = 0; shard < 4; shard++) {
            for (int i = 0; i < 5; i++) {
                String key = ShardTags.key(shard, "k" + i);
                writer.call("SET", key, "v");
                expected.add(key);
            }
        }
        Set<String> got = new HashSet<>();
        Set<String> gotByPattern = new HashSet<>();
        for (int i = 0; i < expected.size(); i++) {
            got.add(subscriber.reply().split("\r\n", -1)[6]);
            gotByPattern.add(byPattern.reply().split("\r\n", -1)[6].substring("__keyspace@0__:".length()));
        }
        everyShard("CONFIG", "SET", "notify-keyspace-events", "");

        assertThat(got).isEqualTo(expected);
        assertThat(gotByPattern).isEqualTo(expected);
    }

    @Test
    void messagesOfScriptsAndTransactionsArriveWhicheverShardTheyRunOn() {
        RawClient subscriber = with.subscriber(3, "news");
        RawClient writer = with.client(2);
        for (int shard = 0; shard < 4; shard++) {
            String key = ShardTags.key(shard, "k");
            writer.call("EVAL", "redis.call('PUBLISH', 'news', ARGV[1])", "1", key, "script " + shard);
            assertThat(subscriber.reply()).isEqualTo(message(3, "news", "script " + shard));

            writer.send("MULTI");
            writer.send("SET", key, "v");
            writer.send("PUBLISH", "news", "transaction " + shard);
            writer.send("EXEC");
            writer.reply();
            writer.reply();
            writer.reply();
            assertThat(writer.reply()).isEqualTo("*2\r\n+OK\r\n:1\r\n");
            assertThat(subscriber.reply()).isEqualTo(message(3, "news", "transaction " + shard));
        }
    }

    @Test
    void receiversAreCountedAsIfAllHadSubscribedAtTheServer() {
        for (int i = 0; i < 8; i++) {
            with.subscriber(3, "{c}news");
            with.client(2).call("PSUBSCRIBE", "{c}*");
        }
        RawClient twice = with.client(3);
        twice.call("PSUBSCRIBE", "*news");
        twice.call("SUBSCRIBE", "{c}news");
        RawClient publisher = with.client(2);
        assertThat(publisher.call("PUBLISH", "{c}news", "m")).isEqualTo(":18\r\n");
        publisher.call("MULTI");
        publisher.call("PUBLISH", "{c}news", "m");
        publisher.call("PING");
        publisher.call("PUBLISH", "nobody", "m");
        assertThat(publisher.call("EXEC")).isEqualTo("*3\r\n:18\r\n+PONG\r\n:0\r\n");

        List<RawClient> others = new ArrayList<>();
        for (RealRedis shard : SharedRedis.SHARDS) {
            RawClient direct = with.closing(shard.connect());
            others.add(direct);
            direct.call("SUBSCRIBE", "{c}news");
        }
        // Those who have subscribed at another shard than the one where it is published do not get it.
        assertThat(publisher.call("PUBLISH", "{c}news", "m")).isEqualTo(":19\r\n");
        assertThat(publisher.call("PUBSUB", "NUMSUB", "{c}news")).isEqualTo("*2\r\n$7\r\n{c}news\r\n:10\r\n");
        others.forEach(RawClient::close);
        await("others gone")
                .until(() -> publisher.call("PUBSUB", "NUMSUB", "{c}news").equals("*2\r\n$7\r\n{c}news\r\n:9\r\n"));
    }

    @Test
    void shardChannelsAreOnOneShardAndApartFromOthers() {
        RawClient subscriber = with.client(3);
        subscriber.call("SSUBSCRIBE", "news");
        with.subscriber(3, "news");
        RawClient publisher = with.client(2);
        publisher.call("SELECT", "3");

        assertThat(publisher.call("SPUBLISH", "news", "shard message")).isEqualTo(":1\r\n");
        assertThat(subscriber.reply()).isEqualTo(">3\r\n$8\r\nsmessage\r\n$4\r\nnews\r\n$13\r\nshard message\r\n");
        long shards = SharedRedis.SHARDS.stream()
                .filter(shard -> {
                    try (RawClient direct = shard.connect()) {
                        return direct.call("PUBSUB", "SHARDCHANNELS").startsWith("*1");
                    }
                })
                .count();
        assertThat(shards).isOne();
        assertThat(publisher.call("PUBSUB", "SHARDNUMSUB", "news")).isEqualTo("*2\r\n$4\r\nnews\r\n:1\r\n");
    }

    @Test
    void messagesNeverLandInsideAReply() {
        int rounds = 30;
        String value = "v".repeat(3_000_000);
        RawClient reader = with.client(3);
        reader.call("SET", "large", value);
        reader.call("SUBSCRIBE", "news");
        Thread publisher = new Thread(() -> {
            try (RawClient client = proxy.connect()) {
                for (int i = 0; i < 20 * rounds; i++) {
                    client.call("PUBLISH", "news", "m" + i);
                }
            }
        });
        publisher.start();
        int messages = 0;
        for (int i = 0; i < rounds; i++) {
            reader.send("GET", "large");
            String reply = reader.reply();
            while (reply.startsWith(">")) {
                assertThat(reply).isEqualTo(message(3, "news", "m" + messages++));
                reply = reader.reply();
            }
            assertThat(reply).hasSize(value.length() + 12).endsWith("v\r\n");
        }
        while (messages < 20 * rounds) {
            assertThat(reader.reply()).isEqualTo(message(3, "news", "m" + messages++));
        }
    }

    private static long number(String reply) {
        return Long.parseLong(reply.substring(1).strip());
    }

    private static void everyShard(String... command) {
        IntStream.range(0, 4).forEach(i -> {
            try (RawClient direct = SharedRedis.SHARDS.get(i).connect()) {
                assertThat(direct.call(command)).isEqualTo("+OK\r\n");
            }
        });
    }
}

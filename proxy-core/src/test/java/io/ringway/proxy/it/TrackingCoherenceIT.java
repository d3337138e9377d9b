// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.Unpooled;
import io.ringway.proxy.testing.OnEmptyServers;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.Seed;
import io.ringway.proxy.testing.ShardTags;
import io.ringway.proxy.testing.SharedRedis;
import io.ringway.resp.MalformedReplyException;
import io.ringway.resp.RespDecoder;
import io.ringway.resp.RespValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A client that keeps what it reads until it is told otherwise never keeps a value that is no longer true, however its reads are
 * pipelined over shards and whoever writes meanwhile: an invalidation never comes ahead of the reply that it is about.
 */
@OnEmptyServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TrackingCoherenceIT {
    private static final int SHARDS = 4;
    private static final int KEYS_PER_SHARD = 3;
    private static final int COMMANDS = 4_000;
    private static final int DEPTH = 24;

    @AutoClose
    private final ProxyFixture proxy = ProxyFixture.before(SharedRedis.endpoints(SHARDS));

    @AutoClose("shutdownNow")
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @ParameterizedTest
    @CsvSource({"'', true", "'', false", "NOLOOP, false", "OPTIN, true", "BCAST, true"})
    void whatIsKeptIsTrue(String mode, boolean ownWrites) throws Exception {
        Random random = new Random(Seed.value());
        AtomicBoolean enough = new AtomicBoolean();
        try (Cache cache = new Cache(proxy.connect(3), mode)) {
            List<Future<?>> writers =
                    List.of(threads.submit(() -> write(enough, 1)), threads.submit(() -> write(enough, 2)));
            for (int i = 0; i < COMMANDS; i++) {
                if (ownWrites && random.nextInt(8) == 0) {
                    cache.write(keys().get(random.nextInt(keys().size())), "own" + i);
                } else {
                    cache.read(some(random));
                }
                cache.take(DEPTH);
            }
            enough.set(true);
            for (Future<?> writer : writers) {
                writer.get();
            }
            cache.take(0);
            awaitExpiry();
            cache.readEverythingSaid();
            cache.assertTrue();
        }
    }

    private static List<String> keys() {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < KEYS_PER_SHARD; i++) {
            for (int shard = 0; shard < SHARDS; shard++) {
                keys.add(ShardTags.key(shard, "k" + i));
            }
        }
        return keys;
    }

    private static List<String> some(Random random) {
        List<String> some = new ArrayList<>();
        int count = random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            some.add(keys().get(random.nextInt(keys().size())));
        }
        return some;
    }

    /** Has shards notice what has expired, which they tell of then: all that has a lifetime. */
    private void awaitExpiry() {
        try (RawClient client = proxy.connect()) {
            for (String key : keys()) {
                await().until(() -> client.call("PTTL", key).startsWith(":-"));
            }
        }
    }

    private void write(AtomicBoolean enough, int writer) {
        Random random = new Random(writer);
        try (RawClient client = proxy.connect()) {
            for (int i = 0; !enough.get(); i++) {
                String key = keys().get(random.nextInt(keys().size()));
                if (i % 97 == 0) {
                    client.call("FLUSHALL");
                } else if (i % 5 == 0) {
                    client.call("SET", key, writer + "." + i, "PX", "1");
                } else {
                    client.call("SET", key, writer + "." + i);
                }
            }
        }
    }

    /** Keeps what it reads. */
    private final class Cache implements AutoCloseable {
        private final RawClient client;
        private final boolean optIn;
        private final Map<String, RespValue> kept = new HashMap<>();
        /** What is asked and not answered: the keys of a read, none for anything else. */
        private final ArrayDeque<List<String>> asked = new ArrayDeque<>();

        Cache(RawClient client, String mode) {
            this.client = client;
            this.optIn = mode.equals("OPTIN");
            assertThat(
                            mode.isEmpty()
                                    ? client.call("CLIENT", "TRACKING", "ON")
                                    : client.call("CLIENT", "TRACKING", "ON", mode))
                    .isEqualTo("+OK\r\n");
        }

        void read(List<String> keys) {
            if (optIn) {
                client.send("CLIENT", "CACHING", "YES");
                asked.add(List.of());
            }
            List<String> command = new ArrayList<>(keys);
            command.add(0, keys.size() == 1 ? "GET" : "MGET");
            client.send(command.toArray(String[]::new));
            asked.add(keys);
        }

        void write(String key, String value) {
            client.send("SET", key, value);
            asked.add(List.of());
        }

        /** Takes replies until so many are still to come. */
        void take(int rest) throws MalformedReplyException {
            while (asked.size() > rest) {
                RespValue value = RespDecoder.decode(Unpooled.wrappedBuffer(client.replyBytes()));
                if (value instanceof RespValue.Push push) {
                    forget(push.elements().get(1));
                } else {
                    keep(asked.remove(), value);
                }
            }
        }

        /** What a shard has said comes ahead of its reply to a command that is sent now. */
        void readEverythingSaid() throws MalformedReplyException {
            for (int shard = 0; shard < SHARDS; shard++) {
                client.send("EXISTS", ShardTags.key(shard, "end"));
                asked.add(List.of());
            }
            take(0);
        }

        void assertTrue() throws MalformedReplyException {
            try (RawClient asking = proxy.connect(3)) {
                for (Map.Entry<String, RespValue> entry : kept.entrySet()) {
                    RespValue value = RespDecoder.decode(Unpooled.wrappedBuffer(
                            asking.call("GET", entry.getKey()).getBytes(StandardCharsets.ISO_8859_1)));
                    assertThat(text(entry.getValue()))
                            .as(entry.getKey() + ", " + Seed.hint())
                            .isEqualTo(text(value));
                }
            }
        }

        private void keep(List<String> keys, RespValue value) {
            if (keys.size() == 1) {
                kept.put(keys.get(0), value);
            } else if (!keys.isEmpty()) {
                List<RespValue> values = ((RespValue.Array) value).elements();
                for (int i = 0; i < values.size(); i++) {
                    kept.put(keys.get(i), values.get(i));
                }
            }
        }

        private void forget(RespValue changed) {
            if (changed instanceof RespValue.Array keys) {
                for (RespValue key : keys.elements()) {
                    kept.remove(text(key));
                }
            } else {
                kept.clear();
            }
        }

        private String text(RespValue value) {
            return value instanceof RespValue.Bulk bulk ? bulk.text() : value.toString();
        }

        @Override
        public void close() {
            client.close();
        }
    }
}

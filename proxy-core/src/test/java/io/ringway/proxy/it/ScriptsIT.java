// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.RealRedis;
import io.ringway.proxy.testing.ShardTags;
import io.ringway.proxy.testing.SharedRedis;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A script that the proxy has seen can be called by its digest, whatever has become of the shards meanwhile. */
final class ScriptsIT {
    private static final String BODY = "return redis.call('incr', KEYS[1])";
    private static final String DIGEST = "2bab3b661081db58bd2341920e0ba7cf5dc77b25";
    private static final String NO_SCRIPT = "-NOSCRIPT No matching script. Please use EVAL.\r\n";

    @AutoClose
    private final ProxyFixture proxy = ProxyFixture.before(SharedRedis.endpoints(4));

    @BeforeEach
    void empty() {
        SharedRedis.flush();
        SharedRedis.flushScripts();
    }

    @Test
    void aScriptThatWasSentToOneShardIsCalledOnAll() {
        try (RawClient client = proxy.connect()) {
            assertThat(call(client, 0)).isEqualTo(NO_SCRIPT);
            client.call("EVAL", BODY, "1", ShardTags.key(0, "n"));

            for (int shard = 0; shard < 4; shard++) {
                assertThat(call(client, shard)).isEqualTo(shard == 0 ? ":2\r\n" : ":1\r\n");
            }
            assertThat(client.call("SCRIPT", "EXISTS", DIGEST)).isEqualTo("*1\r\n:1\r\n");
        }
    }

    @Test
    void anotherClientsScriptIsKnownToo() {
        try (RawClient first = proxy.connect()) {
            first.call("SCRIPT", "LOAD", BODY);
        }
        for (int i = 1; i < 8; i++) {
            // On one event loop and the other, in one protocol and the other.
            try (RawClient next = proxy.connect(2 + i % 2)) {
                assertThat(call(next, 2)).isEqualTo(":" + i + "\r\n");
            }
        }
    }

    @Test
    void scriptsThatSomebodyFlushedAtTheShardsAreLoadedAgain() {
        try (RawClient client = proxy.connect()) {
            client.call("SCRIPT", "LOAD", BODY);
            call(client, 1);
            SharedRedis.flushScripts();

            assertThat(call(client, 1)).isEqualTo(":2\r\n");
            assertThat(call(client, 2)).isEqualTo(":1\r\n");
        }
    }

    @Test
    void aCallWithAnotherCommandBehindItIsNotRepeatedSoThatTheOrderStays() {
        String key = ShardTags.key(1, "n");
        try (RawClient client = proxy.connect()) {
            client.call("SCRIPT", "LOAD", BODY);
            call(client, 1);
            SharedRedis.flushScripts();
            client.send(join(
                    RawClient.encode("EVALSHA", DIGEST, "1", key),
                    RawClient.encode("SET", key, "10"),
                    RawClient.encode("GET", key)));

            assertThat(client.reply()).isEqualTo(NO_SCRIPT);
            assertThat(client.reply()).isEqualTo("+OK\r\n");
            assertThat(client.reply()).isEqualTo("$2\r\n10\r\n");
            assertThat(call(client, 1)).isEqualTo(":11\r\n");
        }
    }

    @Test
    void pipelinedCallsAreCarriedOutInOrder() {
        String key = ShardTags.key(1, "n");
        try (RawClient client = proxy.connect()) {
            client.call("EVAL", BODY, "1", ShardTags.key(0, "n"));
            client.send(join(
                    RawClient.encode("SET", key, "10"),
                    RawClient.encode("EVALSHA", DIGEST, "1", key),
                    RawClient.encode("EVALSHA", DIGEST, "1", key),
                    RawClient.encode("GET", key)));

            assertThat(client.reply()).isEqualTo("+OK\r\n");
            assertThat(client.reply()).isEqualTo(":11\r\n");
            assertThat(client.reply()).isEqualTo(":12\r\n");
            assertThat(client.reply()).isEqualTo("$2\r\n12\r\n");
        }
    }

    @Test
    void scriptsFlushedThroughTheProxyAreGone() {
        try (RawClient client = proxy.connect();
                RawClient other = proxy.connect()) {
            client.call("SCRIPT", "LOAD", BODY);
            call(other, 1);
            assertThat(client.call("SCRIPT", "FLUSH")).isEqualTo("+OK\r\n");

            assertThat(call(other, 1)).isEqualTo(NO_SCRIPT);
            assertThat(call(client, 2)).isEqualTo(NO_SCRIPT);
            assertThat(client.call("SCRIPT", "EXISTS", DIGEST)).isEqualTo("*1\r\n:0\r\n");
        }
    }

    @Test
    void transactionsCallScriptsThatTheirShardHasNeverSeen() {
        String key = ShardTags.key(3, "n");
        try (RawClient client = proxy.connect()) {
            client.call("EVAL", BODY, "1", ShardTags.key(0, "n"));
            client.call("MULTI");
            client.call("EVALSHA", DIGEST, "1", key);
            client.call("EVALSHA", DIGEST, "1", key);
            assertThat(client.call("EXEC")).isEqualTo("*2\r\n:1\r\n:2\r\n");

            client.call("WATCH", key);
            client.call("MULTI");
            client.call("EVALSHA", DIGEST, "1", key);
            assertThat(client.call("EXEC")).isEqualTo("*1\r\n:3\r\n");
        }
    }

    @Test
    void aShardThatComesBackEmptyHasTheScriptsThatAreCalled() {
        try (RealRedis staying = RealRedis.start();
                RealRedis dying = RealRedis.start();
                ProxyFixture two = ProxyFixture.before(List.of(staying.endpoint(), dying.endpoint()));
                RawClient client = two.connect()) {
            String key = keyOnSecondOfTwo(client);
            client.call("SCRIPT", "LOAD", BODY);
            assertThat(client.call("EVALSHA", DIGEST, "1", key)).isEqualTo(":1\r\n");
            dying.restart();
            await().until(() -> client.call("GET", key).equals("$-1\r\n"));

            assertThat(client.call("EVALSHA", DIGEST, "1", key)).isEqualTo(":1\r\n");
        }
    }

    @Test
    void aScriptIsLoadedWhereAShardIsDownAndCalledOnItLater() {
        try (RealRedis staying = RealRedis.start();
                RealRedis late = RealRedis.start();
                ProxyFixture two = ProxyFixture.before(List.of(staying.endpoint(), late.endpoint()));
                RawClient client = two.connect()) {
            String key = keyOnSecondOfTwo(client);
            late.kill();
            await().until(() -> client.call("GET", key).startsWith("-ERR shard"));
            assertThat(client.call("SCRIPT", "LOAD", BODY)).isEqualTo("$40\r\n" + DIGEST + "\r\n");
            late.restart();

            await().until(() -> client.call("EVALSHA", DIGEST, "1", key).equals(":1\r\n"));
        }
    }

    @Test
    void aScriptThatDoesNotEndIsKilledThroughTheProxy() {
        try (RealRedis busy = RealRedis.start("--busy-reply-threshold", "50");
                ProxyFixture two =
                        ProxyFixture.before(List.of(SharedRedis.endpoints(1).get(0), busy.endpoint()));
                RawClient running = two.connect();
                RawClient other = two.connect()) {
            assertThat(other.call("SCRIPT", "KILL")).isEqualTo("-NOTBUSY No scripts in execution right now.\r\n");
            other.call("SELECT", "3");
            running.send("EVAL", "while true do end", "1", keyOnSecondOfTwo(other));

            await().until(() -> other.call("SCRIPT", "KILL").equals("+OK\r\n"));

            assertThat(running.reply()).contains("killed by user");
            assertThat(other.call("DBSIZE")).isEqualTo(":0\r\n");
            assertThat(running.call("EVAL", "return 1", "1", keyOnSecondOfTwo(other)))
                    .isEqualTo(":1\r\n");
        }
    }

    @Test
    void aScriptThatHasWrittenIsNotKilled() {
        try (RealRedis busy = RealRedis.start("--busy-reply-threshold", "50");
                ProxyFixture two =
                        ProxyFixture.before(List.of(SharedRedis.endpoints(1).get(0), busy.endpoint()));
                RawClient running = two.connect();
                RawClient other = two.connect()) {
            String key = keyOnSecondOfTwo(other);
            running.send("EVAL", "redis.call('set', KEYS[1], 1); while true do end", "1", key);

            await().until(() -> other.call("SCRIPT", "KILL").startsWith("-UNKILLABLE "));
        }
    }

    @Test
    void functionsAreLoadedOnAllShardsAndRestored() {
        String code = "#!lua name=lib\nredis.register_function('up', function(k) return redis.call('incr', k[1]) end)";
        try (RawClient client = proxy.connect()) {
            assertThat(client.call("FUNCTION", "LOAD", code)).isEqualTo("$3\r\nlib\r\n");
            for (int shard = 0; shard < 4; shard++) {
                assertThat(client.call("FCALL", "up", "1", ShardTags.key(shard, "n")))
                        .isEqualTo(":1\r\n");
            }
            String dump = client.call("FUNCTION", "DUMP");
            String payload = dump.substring(dump.indexOf('\n') + 1, dump.length() - 2);
            assertThat(client.call("FUNCTION", "RESTORE", payload)).startsWith("-ERR Library lib already exists");
            assertThat(client.call("FUNCTION", "FLUSH")).isEqualTo("+OK\r\n");
            assertThat(client.call("FCALL", "up", "1", ShardTags.key(2, "n"))).startsWith("-ERR Function not found");

            assertThat(client.call("FUNCTION", "RESTORE", payload)).isEqualTo("+OK\r\n");
            for (int shard = 0; shard < 4; shard++) {
                assertThat(client.call("FCALL", "up", "1", ShardTags.key(shard, "n")))
                        .isEqualTo(":2\r\n");
            }
        }
    }

    @Test
    void aLibraryThatOneShardRefusesIsAnErrorThatSaysThatOthersMayHaveIt() {
        String code = "#!lua name=lib\nredis.register_function('up', function(k) return 1 end)";
        try (RawClient direct = SharedRedis.SHARDS.get(2).connect();
                RawClient client = proxy.connect()) {
            direct.call("FUNCTION", "LOAD", code);

            assertThat(client.call("FUNCTION", "LOAD", code))
                    .isEqualTo("-ERR Library 'lib' already exists"
                            + "; this is a part of the command, and other shards may have executed theirs\r\n");
            assertThat(client.call("FUNCTION", "LOAD", "REPLACE", code)).isEqualTo("$3\r\nlib\r\n");
        }
    }

    @Test
    void aFunctionThatDoesNotEndIsSeenAndKilledThroughTheProxy() {
        String code = "#!lua name=lib\nredis.register_function('spin', function() while true do end end)";
        try (RealRedis busy = RealRedis.start("--busy-reply-threshold", "50");
                ProxyFixture two =
                        ProxyFixture.before(List.of(SharedRedis.endpoints(1).get(0), busy.endpoint()));
                RawClient running = two.connect();
                RawClient other = two.connect(3)) {
            other.call("FUNCTION", "LOAD", code);
            running.send("FCALL", "spin", "1", keyOnSecondOfTwo(other));

            await().until(() -> other.call("FUNCTION", "STATS").contains("\r\nspin\r\n"));
            assertThat(other.call("FUNCTION", "KILL")).isEqualTo("+OK\r\n");

            assertThat(running.reply()).contains("killed by user");
            assertThat(other.call("FUNCTION", "KILL")).startsWith("-NOTBUSY ");
        }
    }

    private static String call(RawClient client, int shard) {
        return client.call("EVALSHA", DIGEST, "1", ShardTags.key(shard, "n"));
    }

    private static String keyOnSecondOfTwo(RawClient client) {
        for (int i = 0; ; i++) {
            if (client.call("RINGWAY", "ROUTE", "key" + i).contains(" shard=shard1 ")) {
                return "key" + i;
            }
        }
    }

    private static byte[] join(byte[]... commands) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] command : commands) {
            all.writeBytes(command);
        }
        return all.toByteArray();
    }
}

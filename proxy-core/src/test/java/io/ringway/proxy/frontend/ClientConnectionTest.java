// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.proxy.backend.ScriptedShard.Connection;
import io.ringway.proxy.testing.RawClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client gets for what it sends. What holds a client back is in {@link ClientPressureTest}. */
class ClientConnectionTest {
    @AutoClose
    private final FrontendFixture with = new FrontendFixture();

    @Test
    void commandsMayBeTornAnywhere() {
        RawClient client = with.connect();
        client.send("GET", "a");
        Connection shard = with.shardA.greet();
        shard.answer("GET a", "+ready\r\n");
        client.reply();
        byte[] commands =
                bytes("*3\r\n$3\r\nSET\r\n$1\r\na\r\n$5\r\nhello\r\nGET a\r\n*2\r\n$3\r\nGET\r\n$2\r\naa\r\n");
        for (int cut = 1; cut < commands.length; cut++) {
            client.send(commands, 0, cut);
            with.fixture.run(() -> {});
            client.send(commands, cut, commands.length - cut);
            shard.expect("SET a hello", "GET a", "GET aa");
            shard.send("+1\r\n+2\r\n+3\r\n");
            assertThat(client.reply() + client.reply() + client.reply()).isEqualTo("+1\r\n+2\r\n+3\r\n");
        }
    }

    @Test
    void largeCommandsArriveWhole() {
        RawClient client = with.connect();
        String value = "v".repeat(5_000_000);
        Thread sender = new Thread(() -> {
            client.send("SET", "a", value);
            client.send("GET", "a");
            client.send("SET", "a", value);
        });
        sender.start();
        Connection shard = with.shardA.greet();
        shard.expect("SET a " + value, "GET a", "SET a " + value);
        shard.send("+1\r\n+2\r\n+3\r\n");
        assertThat(client.reply() + client.reply() + client.reply()).isEqualTo("+1\r\n+2\r\n+3\r\n");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void repliesComeInTheClientsOrderWhateverTheShardsDo(long seed) {
        Random random = new Random(seed);
        RawClient client = with.connect();
        client.send("MGET", "a", "b");
        Connection shardA = with.shardA.greet();
        Connection shardB = with.shardB.greet();
        shardA.expect("MGET a");
        shardB.answer("MGET b", "*1\r\n$1\r\nB\r\n");
        shardA.send("*1\r\n$1\r\nA\r\n");
        assertThat(client.reply()).isEqualTo("*2\r\n$1\r\nA\r\n$1\r\nB\r\n");
        StringBuilder sent = new StringBuilder();
        StringBuilder expected = new StringBuilder();
        StringBuilder fromA = new StringBuilder();
        StringBuilder fromB = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            String reply = "$" + (10 + i) + "\r\n" + "r".repeat(10 + i) + "\r\n";
            switch (random.nextInt(4)) {
                case 0 -> {
                    sent.append("PING\r\n");
                    expected.append("+PONG\r\n");
                }
                case 1 -> {
                    sent.append("MGET b a\r\n");
                    fromA.append("*1\r\n").append(reply);
                    fromB.append("*1\r\n$-1\r\n");
                    expected.append("*2\r\n$-1\r\n").append(reply);
                }
                case 2 -> {
                    sent.append("GET a\r\n");
                    String large = "$40000\r\n" + "x".repeat(40_000) + "\r\n";
                    fromA.append(large);
                    expected.append(large);
                }
                default -> {
                    sent.append("GET b\r\n");
                    fromB.append(reply);
                    expected.append(reply);
                }
            }
        }
        client.sendRaw(sent.toString());
        for (String command : sent.toString().lines().toList()) {
            switch (command) {
                case "GET a" -> shardA.expect("GET a");
                case "GET b" -> shardB.expect("GET b");
                case "MGET b a" -> {
                    shardA.expect("MGET a");
                    shardB.expect("MGET b");
                }
                default -> assertThat(command).isEqualTo("PING");
            }
        }
        while (fromA.length() + fromB.length() > 0) {
            boolean a = fromB.isEmpty() || (!fromA.isEmpty() && random.nextBoolean());
            StringBuilder from = a ? fromA : fromB;
            int count = Math.min(from.length(), 1 + random.nextInt(a ? 30_000 : 300));
            (a ? shardA : shardB).send(from.substring(0, count));
            from.delete(0, count);
            with.fixture.run(() -> {});
        }
        StringBuilder received = new StringBuilder();
        while (received.length() < expected.length()) {
            received.append(client.reply());
        }
        assertThat(received.toString()).isEqualTo(expected.toString());
    }

    @Test
    void aClientThatHasSaidItsLastWordGetsAllAnswers() {
        RawClient client = with.connect();
        client.sendRaw("PING\r\nGET a\r\nGET b\r\nPING end\r\n");
        client.endOutput();
        Connection shardA = with.shardA.greet();
        Connection shardB = with.shardB.greet();
        shardB.answer("GET b", "+b\r\n");
        shardA.expect("GET a");
        assertThat(client.reply()).isEqualTo("+PONG\r\n");
        shardA.send("+a\r\n");
        assertThat(client.reply() + client.reply() + client.reply()).isEqualTo("+a\r\n+b\r\n$3\r\nend\r\n");
        assertThat(client.isClosedByPeer()).isTrue();
    }

    @Test
    void quitIsTheLastToBeAnswered() {
        RawClient client = with.connect();
        client.sendRaw("GET a\r\nQUIT\r\nGET b\r\n");
        Connection shard = with.shardA.greet();
        shard.answer("GET a", "+a\r\n");
        assertThat(client.reply() + client.reply()).isEqualTo("+a\r\n+OK\r\n");
        assertThat(client.isClosedByPeer()).isTrue();
    }

    @Test
    void aProtocolErrorIsSaidInItsTurnAndEndsTheConnection() {
        RawClient client = with.connect();
        client.sendRaw("GET a\r\n*1\r\n!3\r\nfoo\r\n");
        Connection shard = with.shardA.greet();
        shard.answer("GET a", "+a\r\n");
        assertThat(client.reply()).isEqualTo("+a\r\n");
        assertThat(client.reply()).isEqualTo("-ERR Protocol error: expected '$', got '!'\r\n");
        assertThat(client.isClosedByPeer()).isTrue();
    }

    /** Otherwise a command on a lane of the new database could overtake those on the old one. */
    @Test
    void commandsAfterSelectWaitForThoseBeforeIt() {
        RawClient client = with.connect();
        client.sendRaw("SET a 1\r\nSELECT 1\r\nSET a 2\r\nSELECT 0\r\nGET a\r\n");
        Connection zero = with.shardA.greet();
        zero.expect("SET a 1");
        assertThat(with.shardA.isConnectedTo(Duration.ofMillis(100))).isFalse();
        zero.send("+first\r\n");
        Connection one = with.shardA.accept();
        assertThat(one.greet()).contains("SELECT 1");
        one.expect("SET a 2");
        with.fixture.run(() -> {});
        one.send("+second\r\n");
        zero.answer("GET a", "+third\r\n");
        assertThat(client.reply() + client.reply() + client.reply() + client.reply() + client.reply())
                .isEqualTo("+first\r\n+OK\r\n+second\r\n+OK\r\n+third\r\n");
    }

    @Test
    void helloSwitchesTheProtocolForWhatFollowsAlone() {
        RawClient client = with.connect();
        client.sendRaw("GET a\r\nHELLO 3\r\nGET a\r\n");
        Connection resp2 = with.shardA.greet();
        resp2.answer("GET a", "$-1\r\n");
        assertThat(client.reply()).isEqualTo("$-1\r\n");
        assertThat(client.reply()).startsWith("%");
        Connection resp3 = with.shardA.accept();
        assertThat(resp3.greet()).contains("HELLO 3");
        resp3.answer("GET a", "_\r\n");
        assertThat(client.reply()).isEqualTo("_\r\n");
    }

    @Test
    void aClientThatLeavesTakesNobodysReplies() {
        RawClient leaver = with.connect();
        RawClient stayer = with.connect();
        leaver.sendRaw("GET a1\r\nMGET a b\r\nGET a2\r\n");
        Connection shardA = with.shardA.greet();
        Connection shardB = with.shardB.greet();
        shardA.expect("GET a1", "MGET a", "GET a2");
        shardB.expect("MGET b");
        stayer.send("GET", "a3");
        shardA.expect("GET a3");
        shardA.send("$100000\r\n" + "x".repeat(30_000));
        leaver.reset();
        await().until(() -> with.registry.size() == 1);
        shardA.send("x".repeat(70_000) + "\r\n*1\r\n$1\r\nA\r\n+two\r\n+three\r\n");
        shardB.send("*1\r\n$1\r\nB\r\n");
        assertThat(stayer.reply()).isEqualTo("+three\r\n");
        stayer.send("GET", "b");
        shardB.answer("GET b", "+b\r\n");
        assertThat(stayer.reply()).isEqualTo("+b\r\n");
    }

    @Test
    void aReplyThatBreaksOffEndsTheConnectionAndOthersGetAnError() {
        RawClient large = with.connect();
        RawClient small = with.connect();
        large.send("GET", "a1");
        Connection shard = with.shardA.greet();
        shard.expect("GET a1");
        small.send("GET", "a2");
        shard.expect("GET a2");
        shard.send("$100000\r\n" + "x".repeat(50_000));
        with.fixture.run(() -> {});
        shard.reset();
        assertThat(small.reply()).startsWith("-ERR connection to shard 's0'").contains("may have been executed");
        await().until(() -> with.registry.size() == 1);
        small.send("PING");
        assertThat(small.reply()).isEqualTo("+PONG\r\n");
    }

    @Test
    void aPieceThatFailsFailsItsCommandOnce() {
        RawClient client = with.connect();
        client.sendRaw("MGET a b\r\nPING\r\n");
        Connection shardA = with.shardA.greet();
        Connection shardB = with.shardB.greet();
        shardA.expect("MGET a");
        shardB.expect("MGET b");
        shardB.reset();
        with.fixture.run(() -> {});
        shardA.send("*1\r\n$1\r\nA\r\n");
        assertThat(client.reply()).startsWith("-ERR connection to shard 's1'");
        assertThat(client.reply()).isEqualTo("+PONG\r\n");
    }

    /** A shard of another kind than was thought, or a broken one: nothing that it says to one command may hurt others. */
    @Test
    void aReplyThatCannotBeMergedFailsItsCommandAlone() {
        RawClient client = with.connect();
        client.sendRaw("DBSIZE\r\nGET a\r\n");
        Connection shardA = with.shardA.greet();
        Connection shardB = with.shardB.greet();
        shardA.expect("DBSIZE", "GET a");
        shardB.answer("DBSIZE", "*0\r\n");
        shardA.send("+what?\r\n+a\r\n");
        assertThat(client.reply()).startsWith("-ERR");
        assertThat(client.reply()).isEqualTo("+a\r\n");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.backend.ScriptedShard.Connection;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * What becomes of commands and replies on a lane. How it connects is in {@link LaneConnectingTest}, what is late in {@link
 * LaneDeadlinesTest}.
 */
class LaneTest {
    @AutoClose
    private final LaneFixture with = new LaneFixture();

    private final RecordingSink sink = RecordingSink.whole();

    @Test
    void commandsWaitWhileTheLaneConnects() {
        for (int i = 0; i < 100; i++) {
            with.send(sink, i, "GET", "x".repeat(i * 300));
        }
        Connection shard = with.shard.greet();
        for (int i = 0; i < 100; i++) {
            shard.expect("GET " + "x".repeat(i * 300));
        }
        shard.send("+OK\r\n".repeat(100));
        for (int i = 0; i < 100; i++) {
            assertThat(sink.next()).isEqualTo(i + " +OK\r\n");
        }
    }

    @Test
    void repliesMayBeTornAnywhere() {
        String reply = "*3\r\n$5\r\nhello\r\n:12\r\n*1\r\n$-1\r\n";
        with.send(sink, 0, "PING");
        Connection shard = with.shard.greet();
        shard.expect("PING");
        shard.send("+PONG\r\n");
        assertThat(sink.next()).isEqualTo("0 +PONG\r\n");
        for (int cut = 1; cut < reply.length(); cut++) {
            with.send(sink, cut, "GET", "a");
            with.send(sink, 1000 + cut, "GET", "b");
            shard.expect("GET a", "GET b");
            shard.send(reply.substring(0, cut));
            with.fixture.run(() -> {});
            shard.send(reply.substring(cut) + reply);
            assertThat(sink.next(2)).containsExactly(cut + " " + reply, 1000 + cut + " " + reply);
        }
    }

    @Test
    void anEndlessPushClosesTheLane() {
        with.send(sink, 1, "GET", "a");
        Connection shard = with.shard.greet();
        shard.expect("GET a");
        shard.send(">2\r\n$7\r\nmessage\r\n$100000000\r\n");
        assertThat(sink.next()).startsWith("1 NO_REPLY").contains("it sent more than anybody asked for");
    }

    @Test
    void pushesAreNobodysReply() {
        with.send(sink, 1, "GET", "a");
        Connection shard = with.shard.greet();
        shard.expect("GET a");
        String push = ">2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\nk\r\n";
        shard.send(push + "+one\r\n" + push);
        assertThat(sink.next()).isEqualTo("1 +one\r\n");
        with.send(sink, 2, "GET", "b");
        shard.expect("GET b");
        shard.send(push.substring(0, 7));
        with.fixture.run(() -> {});
        shard.send(push.substring(7) + "+two\r\n");
        assertThat(sink.next()).isEqualTo("2 +two\r\n");
    }

    @Test
    void attributesBelongToTheReplyBehindThem() {
        with.send(sink, 1, "GET", "a");
        Connection shard = with.shard.greet();
        shard.expect("GET a");
        String reply = "|1\r\n+ttl\r\n:3600\r\n$1\r\nv\r\n";
        shard.send(reply);
        assertThat(sink.next()).isEqualTo("1 " + reply);
    }

    @Test
    void aReplyThatNobodyWaitsForClosesTheLane() {
        with.send(sink, 1, "GET", "a");
        Connection shard = with.shard.greet();
        shard.expect("GET a");
        shard.send("+one\r\n+stray\r\n");
        assertThat(sink.next()).isEqualTo("1 +one\r\n");
        assertThat(shard.isClosedByPeer()).isTrue();
        with.send(sink, 2, "GET", "b");
        Connection next = with.shard.greet();
        next.expect("GET b");
        next.send("+two\r\n");
        assertThat(sink.next()).isEqualTo("2 +two\r\n");
    }

    @Test
    void garbageClosesTheLane() {
        with.send(sink, 1, "GET", "a");
        with.send(sink, 2, "GET", "b");
        Connection shard = with.shard.greet();
        shard.expect("GET a", "GET b");
        shard.send("+one\r\nHTTP/1.1 400 Bad Request\r\n");
        assertThat(sink.next()).isEqualTo("1 +one\r\n");
        assertThat(sink.next())
                .startsWith("2 NO_REPLY ERR connection to shard 's0'")
                .endsWith("it sent something that is no reply; the command may have been executed");
        assertThat(shard.isClosedByPeer()).isTrue();
    }

    @Test
    void aLostConnectionFailsAllThatWasSentAndTheNextCommandConnectsAgain() {
        with.send(sink, 1, "GET", "a");
        with.send(sink, 2, "GET", "b");
        with.send(sink, 3, "GET", "c");
        Connection shard = with.shard.greet();
        shard.expect("GET a", "GET b", "GET c");
        shard.send("+one\r\n$100\r\nhalf of a rep");
        assertThat(sink.next()).isEqualTo("1 +one\r\n");
        shard.close();
        assertThat(sink.next())
                .startsWith("2 NO_REPLY ERR connection to shard 's0'")
                .contains("was lost: ");
        assertThat(sink.next()).startsWith("3 NO_REPLY");
        with.send(sink, 4, "GET", "d");
        Connection next = with.shard.greet();
        next.expect("GET d");
        next.send("+four\r\n");
        assertThat(sink.next()).isEqualTo("4 +four\r\n");
    }

    @Test
    void aClosedLaneFailsWhatWaitsAndRefusesWhatComes() {
        with.send(sink, 1, "GET", "a");
        Connection shard = with.shard.greet();
        shard.expect("GET a");
        with.fixture.run(() -> with.lane.close("the proxy is shutting down"));
        assertThat(sink.next()).startsWith("1 NO_REPLY").contains("the proxy is shutting down");
        assertThat(shard.isClosedByPeer()).isTrue();
        with.send(sink, 2, "GET", "b");
        assertThat(sink.next()).startsWith("2 NOT_SENT").contains("the proxy is shutting down");
        assertThat(with.shard.isConnectedTo(Duration.ofMillis(200))).isFalse();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import static io.ringway.proxy.backend.LaneFixture.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.ringway.proxy.backend.ScriptedShard.Connection;
import io.ringway.proxy.transport.Loop;
import io.ringway.resp.Protocol;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LaneConnectingTest {
    private final RecordingSink sink = RecordingSink.whole();

    @Test
    void theHandshakeNamesTheConnection() {
        try (LaneFixture with = new LaneFixture()) {
            with.send(sink, 1, "PING");
            Connection shard = with.shard.accept();
            assertThat(shard.greet()).containsExactly("HELLO", "CLIENT SETNAME ringway");
            shard.expect("PING");
            await().until(() -> with.states.isReady(0));
            assertThat(with.states.serverVersion()).isEqualTo("7.0.9");
        }
    }

    @Test
    void theHandshakeAuthenticatesAndPicksProtocolAndDatabase() {
        try (LaneFixture with = new LaneFixture(withPassword("me", "secret"), Protocol.RESP3, 7)) {
            with.send(sink, 1, "PING");
            Connection shard = with.shard.accept();
            assertThat(shard.greet())
                    .containsExactly("AUTH me secret", "HELLO 3", "SELECT 7", "CLIENT SETNAME ringway");
            shard.expect("PING");
        }
    }

    @Test
    void whatIsNotToTouchKeysHasALaneThatSaysSo() {
        try (LaneFixture with = new LaneFixture()) {
            Lanes lanes = with.lanes();
            with.fixture.run(() -> {
                assertThat(lanes.row(Protocol.RESP2, 3, true)).isNotSameAs(lanes.row(Protocol.RESP2, 3));
                with.fixture.loop().readClock();
                with.sendNow(lanes.row(Protocol.RESP2, 3, true)[0], sink, 1, "GET", "a");
            });
            Connection shard = with.shard.accept();
            shard.expect("HELLO", "SELECT 3", "CLIENT SETNAME ringway", "CLIENT NO-TOUCH ON");
            // A shard that cannot do it is of use all the same.
            shard.send("*0\r\n+OK\r\n+OK\r\n-ERR unknown subcommand 'NO-TOUCH'. Try CLIENT HELP.\r\n");
            shard.expect("GET a");
            with.fixture.run(() -> lanes.close("the test is over"));
        }
    }

    @Test
    void aPasswordAloneIsTheDefaultUsers() {
        try (LaneFixture with = new LaneFixture(withPassword(null, "secret"), Protocol.RESP2, 0)) {
            with.send(sink, 1, "PING");
            assertThat(with.shard.accept().greet()).startsWith("AUTH secret", "HELLO");
        }
    }

    @Test
    void aServerBeforeRedis6IsAsGood() {
        try (LaneFixture with = new LaneFixture()) {
            with.send(sink, 1, "GET", "a");
            Connection shard = with.shard.accept();
            shard.expect("HELLO", "CLIENT SETNAME ringway");
            shard.send("-ERR unknown command `HELLO`, with args beginning with: \r\n-ERR unknown\r\n");
            shard.expect("GET a");
            shard.send("+one\r\n");
            assertThat(sink.next()).isEqualTo("1 +one\r\n");
        }
    }

    @Test
    void aServerWithoutResp3IsRefusedForResp3() {
        try (LaneFixture with = new LaneFixture(SETTINGS, Protocol.RESP3, 0)) {
            with.send(sink, 1, "GET", "a");
            Connection shard = with.shard.accept();
            shard.expect("HELLO 3", "CLIENT SETNAME ringway");
            shard.send("-ERR unknown command `HELLO`\r\n+OK\r\n");
            assertThat(sink.next())
                    .startsWith("1 NOT_SENT ERR shard 's0' at 127.0.0.1:")
                    .endsWith("is unreachable: it refused the handshake: ERR unknown command `HELLO`;"
                            + " the command was not sent");
            assertThat(shard.isClosedByPeer()).isTrue();
            assertThat(with.states.isReady(0)).isFalse();
            assertThat(with.states.failure(0)).contains("refused the handshake");
        }
    }

    @Test
    void aWrongPasswordIsSaidSo() {
        try (LaneFixture with = new LaneFixture(withPassword(null, "secret"), Protocol.RESP2, 0)) {
            with.send(sink, 1, "GET", "a");
            Connection shard = with.shard.accept();
            shard.expect("AUTH secret", "HELLO", "CLIENT SETNAME ringway");
            shard.send("-WRONGPASS invalid username-password pair or user is disabled.\r\n");
            shard.send("-NOAUTH HELLO must be called with the client already authenticated\r\n");
            shard.send("-NOAUTH Authentication required.\r\n");
            assertThat(sink.next()).contains("NOT_SENT", "WRONGPASS invalid").doesNotContain("secret");
        }
    }

    /** Otherwise the lane would be ready, and every client be told to authenticate, which it cannot do. */
    @Test
    void aMissingPasswordIsSaidSo() {
        try (LaneFixture with = new LaneFixture()) {
            with.send(sink, 1, "GET", "a");
            Connection shard = with.shard.accept();
            shard.expect("HELLO", "CLIENT SETNAME ringway");
            shard.send("-NOAUTH HELLO must be called with the client already authenticated\r\n");
            shard.send("-NOAUTH Authentication required.\r\n");
            assertThat(sink.next()).contains("NOT_SENT", "it refused the handshake: NOAUTH");
        }
    }

    @Test
    void aServerThatSaysNothingIsGivenUp() {
        try (LaneFixture with = new LaneFixture()) {
            with.send(sink, 1, "GET", "a");
            Connection shard = with.shard.accept();
            shard.send("*4\r\n$6\r\nserver\r\n");
            assertThat(sink.next()).contains("NOT_SENT", "no connection within 800 ms");
        }
    }

    @Test
    void aServerThatSaysNonsenseIsGivenUp() {
        try (LaneFixture with = new LaneFixture()) {
            with.send(sink, 1, "GET", "a");
            with.shard.accept().send("SSH-2.0-OpenSSH_9.2p1\r\n");
            assertThat(sink.next()).contains("NOT_SENT", "it sent something that is no reply");
        }
    }

    @Test
    void whileTheShardIsDownCommandsAreRefusedAtOnceAndWorkWhenItIsBack() {
        try (LaneFixture with = new LaneFixture()) {
            with.shard.refuse();
            with.send(sink, 1, "GET", "a");
            assertThat(sink.next()).startsWith("1 NOT_SENT ERR shard 's0'").contains("Connection refused");
            with.fixture.run(() -> {
                with.sendNow(sink, 2, "GET", "b");
                assertThat(sink.rest()).singleElement().asString().startsWith("2 NOT_SENT");
                assertThat(with.lane.isCongested()).isFalse();
            });
            with.shard.listen();
            Connection shard = with.shard.greet();
            await().until(() -> with.states.isReady(0));
            with.send(sink, 3, "GET", "c");
            shard.expect("GET c");
            shard.send("+three\r\n");
            assertThat(sink.next()).isEqualTo("3 +three\r\n");
            assertThat(with.states.failure(0)).isNull();
        }
    }

    /** It may fail before there is a channel, as when the process has no file descriptor left: then on a foreign thread. */
    @Test
    void anAttemptThatFailsOnAnotherThreadIsHandledOnTheLoop() {
        try (LaneFixture with = new LaneFixture()) {
            Lane lane = with.lane(SETTINGS, Protocol.RESP2, 0, (loop, shard, handler) -> {
                ChannelPromise failed = new EmbeddedChannel().newPromise();
                Thread foreign = new Thread(() -> failed.setFailure(new IOException("Too many open files")));
                foreign.start();
                return failed;
            });
            CompletableFuture<Boolean> onLoop = new CompletableFuture<>();
            with.fixture.run(() -> with.sendNow(lane, onLoopOnly(with.fixture.loop(), onLoop), 1, "GET", "a"));
            assertThat(onLoop.join()).isTrue();
            with.fixture.run(() -> lane.close("the test is over"));
        }
    }

    @Test
    void anAttemptThatFailsAtOnceFailsItsCommands() {
        try (LaneFixture with = new LaneFixture()) {
            Lane lane = with.lane(
                    SETTINGS,
                    Protocol.RESP2,
                    0,
                    (loop, shard, handler) -> new EmbeddedChannel().newFailedFuture(new IOException("no such host")));
            with.fixture.run(() -> with.sendNow(lane, sink, 1, "GET", "a"));
            assertThat(sink.next()).contains("NOT_SENT", "no such host");
            with.fixture.run(() -> lane.close("the test is over"));
        }
    }

    /** A server that lets everybody in and answers nobody is as good as down: it must not be dialled without a pause. */
    @Test
    void aServerThatClosesInsteadOfAnsweringIsDialledWithPauses() {
        LaneSettings patient = new LaneSettings(
                null,
                null,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofMinutes(10),
                Duration.ofMinutes(10),
                100,
                1 << 20);
        try (LaneFixture with = new LaneFixture(patient, Protocol.RESP2, 0)) {
            with.send(sink, 1, "GET", "a");
            Connection shard = with.shard.greet();
            shard.expect("GET a");
            shard.close();
            assertThat(sink.next()).startsWith("1 NO_REPLY");
            with.fixture.run(() -> {
                with.sendNow(sink, 2, "GET", "b");
                assertThat(sink.rest()).singleElement().asString().startsWith("2 NOT_SENT");
            });
        }
    }

    @Test
    void anIdleConnectionThatTheServerClosesIsNoFailure() {
        try (LaneFixture with = new LaneFixture()) {
            with.fixture.run(with.lane::prepare);
            with.shard.greet().close();
            await().until(() -> !with.states.isReady(0));
            with.send(sink, 1, "GET", "a");
            Connection shard = with.shard.greet();
            shard.expect("GET a");
            shard.send("+one\r\n");
            assertThat(sink.next()).isEqualTo("1 +one\r\n");
        }
    }

    private static ReplySink onLoopOnly(Loop loop, CompletableFuture<Boolean> onLoop) {
        return new ReplySink() {
            @Override
            public void reply(long ticket, ByteBuf in, int start, int length) {
                onLoop.complete(false);
            }

            @Override
            public void replyPart(long ticket, ByteBuf in, int start, int length, boolean last) {
                onLoop.complete(false);
            }

            @Override
            public void failed(long ticket, Failure failure) {
                onLoop.complete(loop.eventLoop().inEventLoop());
            }

            @Override
            public boolean takesParts() {
                return false;
            }
        };
    }

    private static LaneSettings withPassword(@Nullable String user, String password) {
        return new LaneSettings(
                user,
                password,
                SETTINGS.connectTimeout(),
                SETTINGS.replyTimeout(),
                SETTINGS.stuckTimeout(),
                SETTINGS.minBackoff(),
                SETTINGS.maxBackoff(),
                SETTINGS.maxInFlight(),
                SETTINGS.maxAssembledBytes());
    }
}

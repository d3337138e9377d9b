// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import static io.ringway.proxy.backend.LaneFixture.MAX_IN_FLIGHT;
import static io.ringway.proxy.backend.LaneFixture.REPLY_TIMEOUT;
import static io.ringway.proxy.backend.LaneFixture.STUCK_TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.backend.ScriptedShard.Connection;
import io.ringway.resp.Protocol;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of commands and replies on a lane. How a lane connects is in {@link LaneConnectingTest}. */
class LaneTest {
    private static final Duration LATE = REPLY_TIMEOUT.plusMillis(100);
    private static final Duration STUCK = STUCK_TIMEOUT.plusMillis(100);
    private static final String TIMEOUT_TEXT = " did not answer within 5000 ms; the command may have been executed";

    private final LaneFixture with = new LaneFixture();
    private final RecordingSink sink = RecordingSink.whole();
    private final RecordingSink streams = RecordingSink.inParts();

    @AfterEach
    void nothingLeaks() {
        with.close();
    }

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
    void largeRepliesPassInPartsToWhoTakesThem() {
        String reply = "$1000000\r\n" + "v".repeat(1_000_000) + "\r\n";
        with.send(streams, 1, "GET", "large");
        with.send(streams, 2, "GET", "small");
        Connection shard = with.shard.greet();
        shard.expect("GET large", "GET small");
        shard.send(reply + "+small\r\n");
        StringBuilder arrived = new StringBuilder();
        int parts = 0;
        while (true) {
            String part = streams.next();
            parts++;
            assertThat(part).matches("(?s)1 (part|last) .*");
            arrived.append(part.substring(7));
            if (part.startsWith("1 last ")) {
                break;
            }
        }
        assertThat(arrived.toString()).isEqualTo(reply);
        assertThat(parts).isGreaterThan(1);
        assertThat(streams.next()).isEqualTo("2 +small\r\n");
    }

    @Test
    void largeRepliesAreAssembledForWhoDoesNotTakeParts() {
        String reply = "*2\r\n$300000\r\n" + "v".repeat(300_000) + "\r\n$5\r\nhello\r\n";
        with.send(sink, 1, "MGET", "large");
        with.send(sink, 2, "GET", "small");
        Connection shard = with.shard.greet();
        shard.expect("MGET large", "GET small");
        shard.send(reply + "+small\r\n");
        assertThat(sink.next(2)).containsExactly("1 " + reply, "2 +small\r\n");
    }

    @Test
    void afterAnAssembledReplySmallOnesTakeNoMemoryOfTheirOwn() {
        with.send(sink, 1, "MGET", "large");
        Connection shard = with.shard.greet();
        shard.expect("MGET large");
        shard.send("$3000000\r\n" + "v".repeat(3_000_000) + "\r\n");
        sink.next();
        with.send(sink, 2, "GET", "small");
        shard.expect("GET small");
        AtomicInteger used = new AtomicInteger();
        with.send(
                new Forwarding(sink) {
                    @Override
                    public void reply(long ticket, ByteBuf in, int start, int length) {
                        used.set(in.capacity());
                        super.reply(ticket, in, start, length);
                    }
                },
                3,
                "GET",
                "small");
        shard.expect("GET small");
        shard.send("+2\r\n");
        assertThat(sink.next()).isEqualTo("2 +2\r\n");
        shard.send("+3\r\n");
        assertThat(sink.next()).isEqualTo("3 +3\r\n");
        assertThat(used.get()).isLessThan(100_000);
    }

    /** Whoever needs a reply whole wants to look into it, for which there is not as much memory as a shard may have data. */
    @Test
    void aReplyThatIsTooLargeToBeAssembledFailsItsCommandAlone() {
        with.send(sink, 1, "KEYS", "*");
        with.send(sink, 2, "GET", "next");
        Connection shard = with.shard.greet();
        shard.expect("KEYS *", "GET next");
        String element = "$100000\r\n" + "v".repeat(100_000) + "\r\n";
        shard.send("*100\r\n");
        for (int i = 0; i < 100; i++) {
            shard.send(element);
            assertThat(with.fixture.usedBytes()).isLessThan(3L * LaneFixture.MAX_ASSEMBLED_BYTES);
        }
        shard.send("+next\r\n");
        assertThat(sink.next()).startsWith("1 TOO_LARGE ERR the replies of the shards are too large to be merged");
        assertThat(sink.next()).isEqualTo("2 +next\r\n");
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
    void aDeadlineFailsItsCommandAloneAndTheLateReplyReachesNobody() {
        with.send(sink, 1, "GET", "slow");
        Connection shard = with.shard.greet();
        shard.expect("GET slow");
        with.checkDeadlinesIn(LATE);
        assertThat(sink.next())
                .startsWith("1 TIMEOUT ERR shard 's0' at 127.0.0.1:")
                .endsWith(TIMEOUT_TEXT);
        with.send(sink, 2, "GET", "next");
        shard.expect("GET next");
        shard.send("+late\r\n+next\r\n");
        assertThat(sink.next()).isEqualTo("2 +next\r\n");
        with.checkDeadlinesIn(STUCK);
        assertThat(sink.rest()).isEmpty();
    }

    @Test
    void aLargeLateReplyReachesNobodyEither() {
        with.send(sink, 1, "GET", "slow");
        Connection shard = with.shard.greet();
        shard.expect("GET slow");
        with.checkDeadlinesIn(LATE);
        sink.next();
        with.send(sink, 2, "GET", "next");
        shard.expect("GET next");
        shard.send("$500000\r\n" + "v".repeat(500_000) + "\r\n+next\r\n");
        assertThat(sink.next()).isEqualTo("2 +next\r\n");
    }

    /** The reply is being assembled when its deadline passes: what has come of it must not become a part. */
    @Test
    void aReplyThatIsLateWhileItIsAssembledReachesNobody() {
        with.send(sink, 1, "MGET", "slow");
        Connection shard = with.shard.greet();
        shard.expect("MGET slow");
        shard.send("*2\r\n$100\r\n" + "v".repeat(50));
        with.fixture.run(() -> {});
        with.checkDeadlinesIn(LATE);
        assertThat(sink.next()).startsWith("1 TIMEOUT");
        with.send(streams, 2, "GET", "next");
        shard.expect("GET next");
        shard.send("v".repeat(50) + "\r\n$200000\r\n" + "w".repeat(200_000) + "\r\n+next\r\n");
        assertThat(streams.next()).isEqualTo("2 +next\r\n");
        assertThat(sink.rest()).isEmpty();
    }

    @Test
    void aReplyThatKeepsArrivingHasNoDeadline() {
        with.send(streams, 1, "GET", "large");
        Connection shard = with.shard.greet();
        shard.expect("GET large");
        shard.send("$100000\r\n" + "v".repeat(20_000));
        assertThat(streams.next()).startsWith("1 part $100000\r\nvvv");
        with.checkDeadlinesIn(LATE);
        shard.send("v".repeat(80_000) + "\r\n");
        String last = streams.next();
        while (!last.startsWith("1 last")) {
            assertThat(last).startsWith("1 part v");
            last = streams.next();
        }
    }

    @Test
    void aReplyThatStopsArrivingClosesTheLane() {
        with.send(streams, 1, "GET", "large");
        with.send(sink, 2, "GET", "next");
        Connection shard = with.shard.greet();
        shard.expect("GET large", "GET next");
        shard.send("$100000\r\n" + "v".repeat(20_000));
        assertThat(streams.next()).startsWith("1 part");
        with.fixture.run(() -> {});
        streams.rest();
        with.checkDeadlinesIn(STUCK);
        assertThat(streams.next()).startsWith("1 NO_REPLY").contains("no reply for 10000 ms");
        assertThat(sink.next()).startsWith("2 TIMEOUT");
        assertThat(shard.isClosedByPeer()).isTrue();
    }

    @Test
    void aLaneWhoseOldestCommandIsFarTooOldIsClosedAndAllAreFailedOnce() {
        with.send(sink, 1, "GET", "stuck");
        Connection shard = with.shard.greet();
        shard.expect("GET stuck");
        with.checkDeadlinesIn(LATE);
        assertThat(sink.next()).startsWith("1 TIMEOUT");
        with.send(sink, 2, "GET", "behind");
        shard.expect("GET behind");
        with.fixture.run(
                () -> with.lane.checkDeadlines(System.nanoTime() + STUCK.toNanos() - REPLY_TIMEOUT.toNanos() / 2));
        with.checkDeadlinesIn(STUCK);
        assertThat(sink.next()).startsWith("2 ");
        assertThat(shard.isClosedByPeer()).isTrue();
        with.fixture.run(() -> {});
        assertThat(sink.rest()).isEmpty();
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

    /** It was there before the command left: it cannot be the command's reply. */
    @Test
    void aStrayReplyIsNotTakenForThatOfACommandThatHasNotLeftYet() {
        with.send(sink, 1, "GET", "a");
        Connection shard = with.shard.greet();
        shard.expect("GET a");
        shard.send("+one\r\n");
        sink.next();
        Lane otherLane = with.lane(LaneFixture.SETTINGS, Protocol.RESP2, 0, with.connector);
        with.fixture.run(() -> with.sendNow(
                otherLane,
                new Forwarding(sink) {
                    @Override
                    public void reply(long ticket, ByteBuf in, int start, int length) {
                        with.sendNow(sink, 2, "GET", "b");
                    }
                },
                1,
                "GET",
                "x"));
        Connection other = with.shard.greet();
        other.expect("GET x");
        // Both replies are there when the loop looks, so the second is read before the command that the first brings
        // about
        // is flushed.
        CountDownLatch bothAreThere = blockLoop();
        other.send("+go\r\n");
        shard.send("+stray\r\n");
        bothAreThere.countDown();
        assertThat(shard.isClosedByPeer()).isTrue();
        with.fixture.run(() -> otherLane.close("the test is over"));
        assertThat(sink.rest()).isNotEmpty().noneMatch(told -> told.contains("stray\r\n"));
    }

    /** Large commands leave at once, so their replies may be there before the iteration has ended. */
    @Test
    void aLargeCommandMayBeAnsweredInTheIterationThatSendsIt() {
        String value = "v".repeat(50_000);
        with.send(sink, 1, "GET", "a");
        Connection shard = with.shard.greet();
        shard.expect("GET a");
        CountDownLatch answered = new CountDownLatch(1);
        Lane otherLane = with.lane(LaneFixture.SETTINGS, Protocol.RESP2, 0, with.connector);
        with.fixture.run(() -> with.sendNow(
                otherLane,
                new Forwarding(sink) {
                    @Override
                    public void reply(long ticket, ByteBuf in, int start, int length) {
                        with.sendNow(sink, 2, "SET", "b", value);
                        await(answered);
                    }
                },
                1,
                "GET",
                "x"));
        Connection other = with.shard.greet();
        other.expect("GET x");
        CountDownLatch bothAreThere = blockLoop();
        other.send("+go\r\n");
        shard.send("+one\r\n");
        bothAreThere.countDown();
        shard.expect("SET b " + value);
        shard.send("+two\r\n");
        answered.countDown();
        assertThat(sink.next(2)).containsExactly("1 +one\r\n", "2 +two\r\n");
        with.fixture.run(() -> otherLane.close("the test is over"));
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
    void sendersHoldBackWhileTooManyCommandsAreUnderWay() {
        with.send(sink, 0, "GET", "0");
        Connection shard = with.shard.greet();
        for (int i = 1; i < MAX_IN_FLIGHT; i++) {
            assertThat(with.fixture.<Boolean>call(with.lane::isCongested)).isFalse();
            with.send(sink, i, "GET", "" + i);
        }
        AtomicInteger resumed = new AtomicInteger();
        with.fixture.run(() -> {
            assertThat(with.lane.isCongested()).isTrue();
            with.lane.whenRoomy(resumed::incrementAndGet);
        });
        shard.send("+OK\r\n".repeat(MAX_IN_FLIGHT / 2 - 1));
        sink.next(MAX_IN_FLIGHT / 2 - 1);
        with.fixture.run(() -> {});
        assertThat(resumed).hasValue(0);
        shard.send("+OK\r\n");
        sink.next();
        with.fixture.run(() -> {});
        with.fixture.run(() -> {});
        assertThat(resumed).hasValue(1);
        shard.send("+OK\r\n".repeat(MAX_IN_FLIGHT / 2));
        sink.next(MAX_IN_FLIGHT / 2);
        with.fixture.run(() -> {});
        assertThat(resumed).hasValue(1);
    }

    @Test
    void heldSendersGoOnWhenTheLaneIsLost() {
        with.send(sink, 0, "GET", "0");
        Connection shard = with.shard.greet();
        shard.expect("GET 0");
        CountDownLatch resumed = new CountDownLatch(1);
        with.fixture.run(() -> {
            for (int i = 1; i < MAX_IN_FLIGHT; i++) {
                with.sendNow(sink, i, "GET", "" + i);
            }
            with.lane.whenRoomy(resumed::countDown);
        });
        shard.reset();
        await(resumed);
        assertThat(sink.next(MAX_IN_FLIGHT)).allMatch(told -> told.contains("NO_REPLY"));
    }

    @Test
    void sendersHoldBackWhileMuchWaitsForTheConnection() {
        assertThat(with.fixture.<Boolean>call(with.lane::isCongested)).isFalse();
        CountDownLatch resumed = new CountDownLatch(1);
        for (int i = 0; i < 3; i++) {
            with.send(sink, i, "SET", "k", "x".repeat(6 << 20));
        }
        with.fixture.run(() -> {
            assertThat(with.lane.isCongested()).isTrue();
            with.lane.whenRoomy(resumed::countDown);
        });
        Connection shard = with.shard.greet();
        for (int i = 0; i < 3; i++) {
            shard.expect("SET k " + "x".repeat(6 << 20));
        }
        shard.send("+OK\r\n".repeat(3));
        assertThat(sink.next(3)).containsExactly("0 +OK\r\n", "1 +OK\r\n", "2 +OK\r\n");
        await(resumed);
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

    /** Keeps the loop from looking at its sockets until the latch is opened. */
    private CountDownLatch blockLoop() {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        with.fixture.loop().eventLoop().execute(() -> {
            blocked.countDown();
            await(release);
        });
        await(blocked);
        return release;
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("waited in vain");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Passes all on. */
    private static class Forwarding implements ReplySink {
        private final ReplySink target;

        Forwarding(ReplySink target) {
            this.target = target;
        }

        @Override
        public void reply(long ticket, ByteBuf in, int start, int length) {
            target.reply(ticket, in, start, length);
        }

        @Override
        public void replyPart(long ticket, ByteBuf in, int start, int length, boolean last) {
            target.replyPart(ticket, in, start, length, last);
        }

        @Override
        public void failed(long ticket, Failure failure) {
            target.failed(ticket, failure);
        }

        @Override
        public boolean takesParts() {
            return target.takesParts();
        }
    }
}

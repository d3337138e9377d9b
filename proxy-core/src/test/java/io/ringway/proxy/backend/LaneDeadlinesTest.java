// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import static io.ringway.proxy.backend.LaneFixture.REPLY_TIMEOUT;
import static io.ringway.proxy.backend.LaneFixture.STUCK_TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.backend.ScriptedShard.Connection;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What becomes of commands that are answered too late, or not at all. */
class LaneDeadlinesTest {
    private static final Duration LATE = REPLY_TIMEOUT.plusMillis(100);
    private static final Duration STUCK = STUCK_TIMEOUT.plusMillis(100);
    private static final String TIMEOUT_TEXT = " did not answer within 5000 ms; the command may have been executed";

    @AutoClose
    private final LaneFixture with = new LaneFixture();

    private final RecordingSink sink = RecordingSink.whole();
    private final RecordingSink streams = RecordingSink.inParts();

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
}

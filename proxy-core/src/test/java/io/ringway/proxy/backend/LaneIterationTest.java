// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.backend.ScriptedShard.Connection;
import io.ringway.resp.Protocol;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What a lane does with replies that are there before the iteration that sends their commands has ended. */
class LaneIterationTest {
    @AutoClose
    private final LaneFixture with = new LaneFixture();

    private final RecordingSink sink = RecordingSink.whole();

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
        // about is flushed.
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
                        LaneFixture.await(answered);
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

    /** Keeps the loop from looking at its sockets until the latch is opened. */
    private CountDownLatch blockLoop() {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        with.fixture.loop().eventLoop().execute(() -> {
            blocked.countDown();
            LaneFixture.await(release);
        });
        LaneFixture.await(blocked);
        return release;
    }
}

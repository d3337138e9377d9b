// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.backend.ScriptedShard.Connection;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Large replies pass in parts to who takes them, and are assembled within limits for who does not. */
class LaneLargeRepliesTest {
    @AutoClose
    private final LaneFixture with = new LaneFixture();

    private final RecordingSink sink = RecordingSink.whole();
    private final RecordingSink streams = RecordingSink.inParts();

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
}

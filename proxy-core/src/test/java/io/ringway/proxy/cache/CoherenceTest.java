// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CoherenceTest {
    private static final StoredCommand COMMAND = new StoredCommand(new byte[0], 0, 0);

    private static final byte[] KEY = bytes("key");
    private static final long NOW = 1000;

    private final Coherence coherence = new Coherence(1 << 12, 2);
    private final LaneEpoch lane = new LaneEpoch();
    private final int stripe = Coherence.stripeOf(KEY);

    @Test
    void aReplyIsTrueAsLongAsNothingHappens() {
        assertThat(coherence.isCurrent(read(), NOW)).isTrue();
    }

    @Test
    void whileAWriteIsOnItsWayNothingIsTrueAndNothingWorthReading() {
        CachedReply before = read();
        coherence.writeSent(stripe);
        assertThat(coherence.isCurrent(before, NOW)).isFalse();
        assertThat(ticket().isDoubtful()).isTrue();
    }

    @Test
    void aReadIsBehindWritesWhereAllOfThemAreKnownToBe() {
        coherence.writeSent(stripe);
        coherence.writeSent(stripe);
        assertThat(coherence.isBehind(1, ticket())).isFalse();
        assertThat(coherence.isBehind(2, ticket())).isTrue();
        coherence.shardWriteSent(0);
        assertThat(coherence.isBehind(2, ticket())).isFalse();
    }

    @Test
    void whatWasReadBeforeAWritesReplyIsNotTrueAfterIt() {
        CachedReply before = read();
        FillTicket underWay = ticket();
        coherence.writeSent(stripe);
        coherence.writeDone(stripe);
        assertThat(coherence.isCurrent(before, NOW)).isFalse();
        assertThat(coherence.mayStore(underWay)).isFalse();
        assertThat(coherence.isCurrent(read(), NOW)).isTrue();
    }

    @Test
    void aWriteOfUnknownKeysConcernsItsShardOnly() {
        CachedReply here = read();
        CachedReply elsewhere = reply(coherence.ticket(1, stripe, lane));
        coherence.shardWriteSent(0);
        coherence.shardWriteDone(0);
        assertThat(coherence.isCurrent(here, NOW)).isFalse();
        assertThat(coherence.isCurrent(elsewhere, NOW)).isTrue();
    }

    @Test
    void newsOfAKeyMakesItsRepliesUntrue() {
        CachedReply before = read();
        coherence.keyChanged(Unpooled.wrappedBuffer(bytes("..key..")), 2, 3);
        assertThat(coherence.isCurrent(before, NOW)).isFalse();
    }

    @Test
    void aLostLaneTakesWhatItReadWithIt() {
        LaneEpoch messenger = new LaneEpoch();
        CachedReply before = reply(coherence.ticket(0, stripe, new LaneEpoch(messenger)));
        messenger.lose();
        assertThat(coherence.isCurrent(before, NOW)).isFalse();
        assertThat(coherence.isCurrent(read(), NOW)).isTrue();
    }

    @Test
    void whatIsTooOldIsNotTrue() {
        assertThat(coherence.isCurrent(read(), NOW + 99)).isTrue();
        assertThat(coherence.isCurrent(read(), NOW + 100)).isFalse();
    }

    @Test
    void aStripeIsTheSameWhereverTheKeyLies() {
        for (int length = 0; length < 40; length++) {
            byte[] key = bytes("0123456789012345678901234567890123456789".substring(0, length));
            ByteBuf direct = Unpooled.directBuffer().writeBytes(key);
            assertThat(Coherence.stripeOf(direct, 0, length)).isEqualTo(Coherence.stripeOf(key));
            direct.release();
        }
    }

    private FillTicket ticket() {
        return coherence.ticket(0, stripe, lane);
    }

    private CachedReply read() {
        return reply(ticket());
    }

    private static CachedReply reply(FillTicket ticket) {
        return new CachedReply(COMMAND, bytes("+x\r\n"), false, ticket, NOW + 100, 0);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

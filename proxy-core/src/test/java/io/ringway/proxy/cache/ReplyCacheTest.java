// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringway.resp.CommandEncoder;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReplyCacheTest {
    private static final long MIB = 1 << 20;
    private final Coherence coherence = new Coherence(1 << 12, 1);
    private final ReplyCache cache = new ReplyCache(coherence, 8 * MIB, new Admission(1 << 14));
    private final LaneEpoch lane = new LaneEpoch();
    private final CommandProbe probe = new CommandProbe();

    @Test
    void aReplyIsFoundByTheSameBytesInTheSameDatabaseAndForm() {
        store("k", 10, 0, ReplyForm.EITHER);
        assertThat(find("k", 0, ReplyForm.EITHER)).isTrue();
        assertThat(find("K", 0, ReplyForm.EITHER)).isFalse();
        assertThat(find("k", 1, ReplyForm.EITHER)).isFalse();
        assertThat(find("k", 0, ReplyForm.RESP3)).isFalse();
    }

    @Test
    void whatChangedSinceItsCommandWasSentIsNotStored() {
        FillTicket before = ticket("k");
        coherence.stripeChanged(before.stripe());
        point("k", 0, ReplyForm.EITHER);
        StoredCommand command = probe.store();
        assertThat(cache.store(new CachedReply(command, new byte[5], false, before, Long.MAX_VALUE, 0), before))
                .isFalse();
        assertThat(cache.entryCount()).isZero();
    }

    @Test
    void switchedOffItKeepsNothing() {
        store("k", 10, 0, ReplyForm.EITHER);
        cache.turn(false);
        assertThat(find("k", 0, ReplyForm.EITHER)).isFalse();
        store("k", 10, 0, ReplyForm.EITHER);
        assertThat(cache.entryCount()).isZero();
    }

    @Test
    void retiredItIsNeverSwitchedOnAgain() {
        store("k", 10, 0, ReplyForm.EITHER);
        cache.retire();
        cache.turn(true);
        assertThat(cache.isOn()).isFalse();
        assertThat(find("k", 0, ReplyForm.EITHER)).isFalse();
        store("k", 10, 0, ReplyForm.EITHER);
        assertThat(cache.entryCount()).isZero();
    }

    @Test
    void growingItForgetsNothing() {
        for (int i = 0; i < 1000; i++) {
            store("key" + i, 1000, 0, ReplyForm.EITHER);
        }
        cache.resize(16 * MIB);
        for (int i = 0; i < 1000; i++) {
            assertThat(find("key" + i, 0, ReplyForm.EITHER)).isTrue();
        }
        assertThat(cache.maxBytes()).isEqualTo(16 * MIB);
    }

    @Test
    void shrinkingItForgetsWhatThereIsNoMoreRoomFor() {
        for (int i = 0; i < 6000; i++) {
            store("key" + i, 1000, 0, ReplyForm.EITHER);
        }
        cache.resize(MIB);
        assertThat(cache.bytes()).isBetween(MIB / 2, MIB);
        long found = 0;
        for (int i = 0; i < 6000; i++) {
            String key = "key" + i;
            found += find(key, 0, ReplyForm.EITHER) ? 1 : 0;
            // Whatever was put out of its places is back now.
            assertThat(findAhead(key)).isEqualTo(find(key, 0, ReplyForm.EITHER));
        }
        assertThat(found).isEqualTo(cache.entryCount());
    }

    @Test
    void whatIsRememberedIsFoundAfterAnyNumberOfChanges() {
        Random random = new Random(1);
        for (int i = 0; i < 200_000; i++) {
            String key = "key" + random.nextInt(40_000);
            if (random.nextBoolean()) {
                store(key, 300, 0, ReplyForm.EITHER);
            } else {
                find(key, 0, ReplyForm.EITHER);
            }
        }
        long found = 0;
        for (int i = 0; i < 40_000; i++) {
            String key = "key" + i;
            found += find(key, 0, ReplyForm.EITHER) ? 1 : 0;
            assertThat(findAhead(key)).isEqualTo(find(key, 0, ReplyForm.EITHER));
        }
        assertThat(found).isEqualTo(cache.entryCount()).isGreaterThan(10_000);
    }

    @Test
    void keysThatFitAreForgotten() {
        store("a1", 10, 0, ReplyForm.EITHER);
        store("b1", 10, 0, ReplyForm.EITHER);
        assertThat(cache.forget(key -> key[0] == 'a')).isOne();
        assertThat(find("a1", 0, ReplyForm.EITHER)).isFalse();
        assertThat(find("b1", 0, ReplyForm.EITHER)).isTrue();
    }

    @Test
    void memoryStaysWithinItsBoundUnderAChurnOfLargeEntries() {
        Random random = new Random(1);
        long before = usedHeap();
        long most = 0;
        for (int i = 0; i < 60_000; i++) {
            store("key" + i, random.nextInt(4) == 0 ? 60_000 : random.nextInt(2000), 0, ReplyForm.EITHER);
            if (i % 20_000 == 19_999) {
                most = Math.max(most, usedHeap() - before);
            }
        }
        assertThat(cache.bytes()).isBetween(4 * MIB, 8 * MIB);
        assertThat(most).isLessThan(8 * MIB * 11 / 10 + MIB / 4);
    }

    @Test
    void whatSmallEntriesTakeIsNotUnderestimated() {
        ReplyCache small = new ReplyCache(coherence, 32 * MIB, new Admission(1 << 14));
        long before = usedHeap();
        int count = 50_000;
        for (int i = 0; i < count; i++) {
            store(small, "key" + i, 8, 0, ReplyForm.EITHER);
        }
        long used = usedHeap() - before;
        assertThat(used).isLessThan((small.bytes() + ReplyCache.tableBytes(32 * MIB)) * 21 / 20);
        assertThat(used).isGreaterThan(small.bytes() / 2);
        assertThat(small.entryCount()).isEqualTo(count);
    }

    private static long usedHeap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }

    private void store(String key, int bytes, int database, ReplyForm form) {
        store(cache, key, bytes, database, form);
    }

    private void store(ReplyCache into, String key, int bytes, int database, ReplyForm form) {
        FillTicket ticket = ticket(key);
        point(key, database, form);
        StoredCommand command = probe.store();
        byte[] data = CachedReply.data(command, Unpooled.wrappedBuffer(new byte[bytes]), 0, bytes);
        into.store(new CachedReply(command, data, false, ticket, Long.MAX_VALUE, 0), ticket);
    }

    private FillTicket ticket(String key) {
        return coherence.ticket(0, Coherence.stripeOf(key.getBytes(java.nio.charset.StandardCharsets.UTF_8)), lane);
    }

    private boolean find(String key, int database, ReplyForm form) {
        point(key, database, form);
        return cache.find(probe, 0) != null;
    }

    /** As for a batch of commands. */
    private boolean findAhead(String key) {
        point(key, 0, ReplyForm.EITHER);
        CachedReply[] found = new CachedReply[1];
        cache.find(new CommandProbe[] {probe}, found, 1, 0);
        return found[0] != null;
    }

    private void point(String key, int database, ReplyForm form) {
        ByteBuf frame = Unpooled.buffer();
        CommandEncoder.encode(frame, "GET", key);
        probe.set(
                frame,
                7,
                frame.readableBytes() - 2 - key.length(),
                key.length(),
                frame.readableBytes() - 2,
                database,
                form);
    }
}

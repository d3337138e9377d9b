// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.cache.Coherence;
import io.ringway.proxy.cache.Written;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PendingRepliesTest {
    private static final Failure LATE = new Failure(Failure.Kind.TIMEOUT, "ERR late");
    private static final Failure LOST = new Failure(Failure.Kind.NO_REPLY, "ERR lost");

    private final PendingReplies pending = new PendingReplies();
    private final List<String> told = new ArrayList<>();

    @Test
    void writesToAStripeAreFoundUntilTheyAreTaken() {
        Coherence coherence = new Coherence(64, 1);
        // Of 64 states the second and the third stripe have the same.
        for (Written written : List.of(Written.of(1), Written.of(7), Written.NOTHING, Written.of(new int[] {71, 9}))) {
            pending.add(new Told(), 0, 0, 0, written);
        }
        assertThat(pending.writesTo(7, coherence)).isEqualTo(2);
        assertThat(pending.writesTo(71, coherence)).isEqualTo(2);
        assertThat(pending.writesTo(1, coherence)).isOne();
        assertThat(pending.writesTo(8, coherence)).isZero();
        pending.takeWritten();
        assertThat(pending.writesTo(1, coherence)).isZero();
        pending.remove();
        pending.takeWritten();
        assertThat(pending.writesTo(7, coherence)).isOne();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void entriesComeOutAsTheyWentInHoweverTheRingGrows(long seed) {
        Random random = new Random(seed);
        Deque<Entry> model = new ArrayDeque<>();
        long ticket = 0;
        for (int step = 0; step < 20_000; step++) {
            // Phases of growing and of shrinking, so that the ring grows with its contents wrapped around.
            boolean add = model.isEmpty() || random.nextInt(100) < (step / 1000 % 2 == 0 ? 55 : 45);
            if (add) {
                Entry entry = new Entry(new Told(), ticket++, random.nextLong(), random.nextInt(400));
                pending.add(entry.sink, entry.ticket, entry.receivedAt, entry.command, Written.NOTHING);
                model.add(entry);
            } else {
                Entry entry = model.remove();
                assertThat(pending.sink()).isSameAs(entry.sink);
                assertThat(pending.ticket()).isEqualTo(entry.ticket);
                assertThat(pending.receivedAt()).isEqualTo(entry.receivedAt);
                assertThat(pending.command()).isEqualTo(entry.command);
                pending.remove();
            }
            assertThat(pending.size()).isEqualTo(model.size());
            assertThat(pending.isEmpty()).isEqualTo(model.isEmpty());
        }
    }

    @Test
    void whatIsOverdueBecomesATombstoneAndIsToldOnce() {
        addAt(10, 11, 12, 20);
        assertThat(pending.expire(12, false, 0, LATE)).isEqualTo(2);
        assertThat(pending.expire(12, false, 0, LATE)).isZero();
        assertThat(told).containsExactly("0 ERR late", "1 ERR late");
        assertThat(pending.size()).isEqualTo(4);
        assertThat(pending.sink()).isNull();
        pending.remove();
        assertThat(pending.sink()).isNull();
        pending.remove();
        assertThat(pending.sink()).isNotNull();
        assertThat(pending.ticket()).isEqualTo(2);
    }

    @Test
    void timesMayWrapAround() {
        addAt(Long.MAX_VALUE - 1, Long.MIN_VALUE + 1);
        assertThat(pending.expire(Long.MIN_VALUE, false, 0, LATE)).isEqualTo(1);
        assertThat(told).containsExactly("0 ERR late");
    }

    @Test
    void aReplyThatIsArrivingSparesItsCommandButNotThoseBehindIt() {
        addAt(10, 11, 12);
        assertThat(pending.expire(12, true, 0, LATE)).isEqualTo(1);
        assertThat(told).containsExactly("1 ERR late");
        assertThat(pending.sink()).isNotNull();
        pending.remove();
        assertThat(pending.expire(100, false, 0, LATE)).isEqualTo(1);
        assertThat(told).containsExactly("1 ERR late", "2 ERR late");
    }

    @Test
    void aTombstoneWhoseReplyIsArrivingStaysOne() {
        addAt(10, 11);
        assertThat(pending.expire(11, false, 0, LATE)).isOne();
        assertThat(pending.expire(12, true, 0, LATE)).isOne();
        assertThat(told).containsExactly("0 ERR late", "1 ERR late");
    }

    @Test
    void losingAllTellsEverybodyInOrderButTheTombstones() {
        addAt(10, 11, 12, 13);
        pending.expire(11, false, 0, LATE);
        told.clear();
        pending.failAll(LOST, stripe -> {});
        assertThat(told).containsExactly("1 ERR lost", "2 ERR lost", "3 ERR lost");
        assertThat(pending.isEmpty()).isTrue();
    }

    @Test
    void whoIsToldMayAddWhichIsToldToo() {
        pending.add(
                new Told() {
                    @Override
                    public void failed(long ticket, Failure failure) {
                        super.failed(ticket, failure);
                        // More than the ring holds.
                        for (int i = 0; i < 100; i++) {
                            pending.add(new Told(), 100 + i, 0, 0, Written.NOTHING);
                        }
                    }
                },
                1,
                0,
                0,
                Written.NOTHING);
        addAt(0);
        pending.failAll(LOST, stripe -> {});
        assertThat(told).hasSize(102).startsWith("1 ERR lost", "0 ERR lost", "100 ERR lost");
        assertThat(pending.isEmpty()).isTrue();
    }

    @Test
    void whoIsToldOfATimeoutMayAdd() {
        pending.add(
                new Told() {
                    @Override
                    public void failed(long ticket, Failure failure) {
                        super.failed(ticket, failure);
                        for (int i = 0; i < 100; i++) {
                            pending.add(new Told(), 100 + i, 50, 0, Written.NOTHING);
                        }
                    }
                },
                1,
                10,
                0,
                Written.NOTHING);
        assertThat(pending.expire(20, false, 0, LATE)).isOne();
        assertThat(told).containsExactly("1 ERR late");
        assertThat(pending.size()).isEqualTo(101);
    }

    @Test
    void whatHasBeenFlushedIsMarkedOnce() {
        addAt(1, 2);
        assertThat(pending.markFlushed(100)).isEqualTo(2);
        assertThat(pending.markFlushed(200)).isZero();
        addAt(3);
        assertThat(pending.markFlushed(300)).isOne();
        assertThat(pending.sentAt()).isEqualTo(100);
        pending.remove();
        pending.remove();
        assertThat(pending.sentAt()).isEqualTo(300);
    }

    private void addAt(long... receivedAt) {
        for (int i = 0; i < receivedAt.length; i++) {
            pending.add(new Told(), i, receivedAt[i], 0, Written.NOTHING);
        }
    }

    private record Entry(ReplySink sink, long ticket, long receivedAt, int command) {}

    private class Told implements ReplySink {
        @Override
        public void reply(long ticket, @Nullable ByteBuf in, int start, int length) {
            throw new AssertionError("no reply was expected");
        }

        @Override
        public void replyPart(long ticket, @Nullable ByteBuf in, int start, int length, boolean last) {
            throw new AssertionError("no reply was expected");
        }

        @Override
        public void failed(long ticket, Failure failure) {
            told.add(ticket + " " + failure.text());
        }

        @Override
        public boolean takesParts() {
            return false;
        }
    }
}

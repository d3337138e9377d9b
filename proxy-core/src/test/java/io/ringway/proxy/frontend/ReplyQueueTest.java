// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.transport.LoopFixture;
import io.ringway.proxy.transport.OutputQueue;
import io.ringway.proxy.transport.WrittenBytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyQueueTest {
    private static final int LARGE = OutputQueue.SLICE_BYTES;
    private static final int ROUNDS = 2_000;

    @AutoClose
    private final LoopFixture fixture = new LoopFixture();

    private final WrittenBytes written = new WrittenBytes(() -> {});
    private final OutputQueue out = new OutputQueue(fixture.loop(), written.channel(), false);
    private final ReplyQueue queue = new ReplyQueue(fixture.loop(), out);
    private long usedBefore;

    @BeforeEach
    void noteMemory() {
        usedBefore = fixture.usedBytes();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void repliesLeaveInTheOrderOfTickets(long seed) {
        fixture.run(() -> {
            Random random = new Random(seed);
            StringBuilder expected = new StringBuilder();
            for (int round = 0; round < 4; round++) {
                List<Delivery> deliveries = new ArrayList<>();
                int count = 1 + random.nextInt(round == 0 ? 5 : 200);
                for (int i = 0; i < count; i++) {
                    Delivery delivery = new Delivery(queue.open(), text(random, round + "." + i + ";"), random);
                    expected.append(delivery.text);
                    deliveries.add(delivery);
                }
                assertThat(queue.inFlight()).isEqualTo(count);
                Collections.shuffle(deliveries, random);
                while (!deliveries.isEmpty()) {
                    // Mostly the last few, so that replies in parts are interleaved with others.
                    int which = Math.max(0, deliveries.size() - 1 - random.nextInt(3));
                    if (deliveries.get(which).deliverSome()) {
                        deliveries.remove(which);
                    }
                }
                assertThat(queue.isEmpty()).isTrue();
                assertThat(queue.heldBytes()).isZero();
            }
            out.flush();
            assertThat(written.text()).isEqualTo(expected.toString());
        });
    }

    @Test
    void theOldestReplyIsNotHeld() {
        fixture.run(() -> {
            long first = queue.open();
            long second = queue.open();
            complete(first, "one");
            assertThat(queue.heldBytes()).isZero();
            assertThat(queue.inFlight()).isOne();
            complete(second, "two");
            assertThat(queue.isEmpty()).isTrue();
            out.flush();
            assertThat(written.text()).isEqualTo("onetwo");
        });
    }

    @Test
    void whatIsHeldIsCounted() {
        fixture.run(() -> {
            long first = queue.open();
            long second = queue.open();
            long third = queue.open();
            complete(third, "x".repeat(3 * LARGE));
            assertThat(queue.heldBytes()).isEqualTo(3 * LARGE);
            part(second, "y".repeat(100), false);
            assertThat(queue.heldBytes()).isEqualTo(3 * LARGE + 100);
            assertThat(queue.isPartial(second)).isTrue();
            assertThat(queue.isPartial(first)).isFalse();
            complete(first, "1");
            assertThat(queue.heldBytes()).isEqualTo(3 * LARGE);
            assertThat(queue.isPartial(second)).isTrue();
            part(second, "z", true);
            assertThat(queue.heldBytes()).isZero();
            out.flush();
            assertThat(written.text()).isEqualTo("1" + "y".repeat(100) + "z" + "x".repeat(3 * LARGE));
        });
    }

    @Test
    void partsGoOnBehindPartsThatWereHeld() {
        fixture.run(() -> {
            long first = queue.open();
            long second = queue.open();
            long third = queue.open();
            part(second, "a", false);
            part(second, "b", false);
            complete(third, "!");
            part(first, "0", false);
            part(first, "1", true);
            part(second, "c", false);
            out.flush();
            assertThat(written.text()).isEqualTo("01abc");
            part(second, "d", true);
            out.flush();
            assertThat(written.text()).isEqualTo("01abcd!");
        });
    }

    @Test
    void pushesDoNotWaitForReplies() {
        fixture.run(() -> {
            push("one");
            long first = queue.open();
            long second = queue.open();
            push("two");
            complete(second, "2");
            push("three");
            complete(first, "1");
            out.flush();
            assertThat(written.text()).isEqualTo("onetwothree12");
        });
    }

    @Test
    void pushesNeverLandInsideAReply() {
        fixture.run(() -> {
            String large = "p".repeat(LARGE);
            long first = queue.open();
            long second = queue.open();
            part(second, "c", false);
            push("before;");
            part(first, "a", false);
            push(large);
            push("small");
            part(first, "b", true);
            assertThat(queue.heldBytes()).isZero();
            push("later");
            part(second, "d", true);
            push("after");
            out.flush();
            assertThat(written.text()).isEqualTo("before;ab" + large + "smallcdlaterafter");
        });
    }

    @Test
    void pushesWaitForTheReplyThatTheyAreBehind() {
        fixture.run(() -> {
            pushBehind(-1, "none;");
            long first = queue.open();
            long second = queue.open();
            long third = queue.open();
            pushBehind(second, "two;");
            pushBehind(first, "one;");
            push("now;");
            complete(third, "3");
            complete(second, "2");
            assertThat(queue.heldBytes()).isPositive();
            complete(first, "1");
            assertThat(queue.heldBytes()).isZero();
            pushBehind(third, "three;");
            out.flush();
            assertThat(written.text()).isEqualTo("none;now;1one;2two;3three;");
        });
    }

    @Test
    void pushesBehindAReplyInPartsWaitForAllOfIt() {
        fixture.run(() -> {
            long first = queue.open();
            long second = queue.open();
            part(second, "b", false);
            pushBehind(second, "late;");
            part(first, "a", true);
            pushBehind(first, "early;");
            part(second, "c", true);
            out.flush();
            assertThat(written.text()).isEqualTo("abclate;early;");
        });
    }

    @Test
    void pushesThatWaitAreCounted() {
        fixture.run(() -> {
            long first = queue.open();
            part(first, "a", false);
            push("12345");
            push("p".repeat(LARGE));
            assertThat(queue.heldBytes()).isEqualTo(LARGE + 5);
            queue.discard();
            assertThat(queue.heldBytes()).isZero();
            out.flush();
            assertThat(written.text()).isEqualTo("a");
        });
    }

    @Test
    void discardReleasesEverything() {
        fixture.run(() -> {
            queue.open();
            long second = queue.open();
            long third = queue.open();
            long fourth = queue.open();
            complete(second, "small");
            complete(third, "x".repeat(2 * LARGE));
            part(fourth, "p".repeat(LARGE), false);
            part(fourth, "q", false);
            queue.discard();
            assertThat(queue.heldBytes()).isZero();
            assertThat(queue.isEmpty()).isTrue();
        });
        assertThat(fixture.usedBytes()).isEqualTo(usedBefore);
    }

    /** One slow shard among fast ones, and a client that never stops sending: something is held at any time. */
    @Test
    void memoryStaysBoundedWhileSomethingIsAlwaysHeld() {
        fixture.run(() -> {
            String reply = "r".repeat(100);
            long slow = queue.open();
            long mostHeld = 0;
            for (int i = 0; i < ROUNDS; i++) {
                for (int fast = 0; fast < 10; fast++) {
                    complete(queue.open(), reply);
                }
                long next = queue.open();
                complete(queue.open(), reply);
                complete(slow, "s");
                slow = next;
                mostHeld = Math.max(mostHeld, queue.heldBytes());
                out.flush();
                written.text();
            }
            complete(slow, "s");
            out.flush();
            assertThat(mostHeld).isLessThan(64 << 10);
            assertThat(written.text()).isEqualTo("s" + (reply.repeat(10) + "s" + reply).repeat(ROUNDS));
        });
    }

    private static String text(Random random, String mark) {
        int padding = random.nextInt(8) == 0 ? LARGE + random.nextInt(LARGE) : random.nextInt(40);
        return mark + "x".repeat(padding) + "\r\n";
    }

    private void complete(long ticket, String text) {
        borrowed(text, in -> queue.complete(ticket, in, 3, text.length()));
    }

    private void push(String text) {
        borrowed(text, in -> queue.push(in, 3, text.length()));
    }

    private void pushBehind(long ticket, String text) {
        borrowed(text, in -> queue.pushBehind(ticket, in, 3, text.length()));
    }

    private void part(long ticket, String text, boolean last) {
        borrowed(text, in -> queue.part(ticket, in, 3, text.length(), last));
    }

    /** Lends a buffer with the text at index 3, and makes it unusable afterwards, as a read buffer is. */
    private void borrowed(String text, Consumer<ByteBuf> use) {
        ByteBuf in = fixture.allocator().directBuffer();
        in.writeZero(3);
        in.writeCharSequence(text, StandardCharsets.ISO_8859_1);
        use.accept(in);
        if (in.refCnt() == 1) {
            in.setZero(0, in.writerIndex());
        }
        in.release();
    }

    /** A reply on its way: whole, or in some parts. */
    private final class Delivery {
        private final long ticket;
        private final String text;
        private final Random random;
        private final boolean inParts;
        private int delivered;

        Delivery(long ticket, String text, Random random) {
            this.ticket = ticket;
            this.text = text;
            this.random = random;
            this.inParts = random.nextInt(3) == 0;
        }

        /** Returns whether that was all. */
        boolean deliverSome() {
            if (!inParts) {
                complete(ticket, text);
                return true;
            }
            int length = 1 + random.nextInt(text.length() - delivered);
            int from = delivered;
            delivered += length;
            part(ticket, text.substring(from, delivered), delivered == text.length());
            return delivered == text.length();
        }
    }
}

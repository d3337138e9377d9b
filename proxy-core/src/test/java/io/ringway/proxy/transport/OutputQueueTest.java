// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class OutputQueueTest {
    @AutoClose
    private final LoopFixture fixture = new LoopFixture();

    private final WrittenBytes written = new WrittenBytes(() -> {});
    private final OutputQueue queue = new OutputQueue(fixture.loop(), written.channel(), false);

    @Test
    void smallAndLargePiecesLeaveInOrder() {
        StringBuilder expected = new StringBuilder();
        Random random = new Random(7);
        fixture.run(() -> {
            for (int i = 0; i < 2_000; i++) {
                int padding = random.nextInt(50) == 0 ? random.nextInt(100_000) : random.nextInt(60);
                String text = i + "x".repeat(padding);
                append(text);
                expected.append(text);
            }
        });
        assertThat(written.text()).isEqualTo(expected.toString());
    }

    @Test
    void smallAndLargePiecesKeepTheirOrder() {
        fixture.run(() -> {
            append("one ");
            append("two");
            append("x".repeat(OutputQueue.SLICE_BYTES));
            append("three");
        });
        assertThat(written.text()).isEqualTo("one two" + "x".repeat(OutputQueue.SLICE_BYTES) + "three");
    }

    @Test
    void piecesThatOutgrowTheFirstBufferStayInOrder() {
        StringBuilder expected = new StringBuilder();
        fixture.run(() -> {
            for (int size : new int[] {10, 900, 200, 1024, 15_000, 16_383, 5, 16_383, 1}) {
                String text = Character.toString('a' + expected.length() % 26).repeat(size);
                append(text);
                expected.append(text);
            }
        });
        assertThat(written.text()).isEqualTo(expected.toString());
        assertThat(written.flushes()).isOne();
    }

    @Test
    void whatHasNotBeenFlushedIsPending() {
        fixture.run(() -> {
            append("12345");
            assertThat(queue.pendingBytes()).isEqualTo(5);
            append("x".repeat(10_000));
            assertThat(queue.pendingBytes()).isEqualTo(10_005);
        });
        assertThat(queue.pendingBytes()).isZero();
        written.text();
    }

    @Test
    void afterDiscardNothingIsWritten() {
        fixture.run(() -> {
            append("dropped");
            queue.discard();
            assertThat(queue.pendingBytes()).isZero();
        });
        assertThat(written.text()).isEmpty();
    }

    @Test
    void aClosedChannelTakesNothingAndKeepsNothing() {
        fixture.run(() -> {
            append("before");
            written.channel().close();
            assertThat(queue.pendingBytes()).isEqualTo(6);
            append("after");
            append("x".repeat(100_000));
            append("y");
        });
        fixture.run(() -> append("much later"));
        assertThat(written.text()).isEmpty();
    }

    private void append(String text) {
        ByteBuf bytes = fixture.allocator().directBuffer();
        bytes.writeByte('?');
        bytes.writeCharSequence(text, StandardCharsets.ISO_8859_1);
        queue.append(bytes, 1, text.length());
        bytes.release();
    }
}

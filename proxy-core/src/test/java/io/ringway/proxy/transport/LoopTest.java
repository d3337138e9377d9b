// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class LoopTest {
    @AutoClose
    private final LoopFixture fixture = new LoopFixture();

    private final Loop loop = fixture.loop();
    private final List<String> events = new ArrayList<>();

    @Test
    void backendsAreFlushedBeforeClientsAndEachOnce() {
        WrittenBytes client = new WrittenBytes(() -> events.add("client"));
        WrittenBytes shard = new WrittenBytes(() -> events.add("shard"));
        fixture.run(() -> {
            OutputQueue toClient = new OutputQueue(loop, client.channel(), false);
            OutputQueue toShard = new OutputQueue(loop, shard.channel(), true);
            append(toClient, "a");
            append(toShard, "b");
            append(toClient, "c");
            append(toShard, "d");
            assertThat(events).isEmpty();
        });
        assertThat(events).containsExactly("shard", "client");
        assertThat(client.text()).isEqualTo("ac");
        assertThat(shard.text()).isEqualTo("bd");
    }

    @Test
    void whatResumesIsFlushedWithTheSameIteration() {
        WrittenBytes shard = new WrittenBytes(() -> events.add("flush"));
        OutputQueue toShard = new OutputQueue(loop, shard.channel(), true);
        fixture.run(() -> {
            loop.resumeLater(() -> append(toShard, "x"));
            loop.runAfterFlush(() -> events.add("after"));
        });
        assertThat(events).containsExactly("flush", "after");
        assertThat(shard.text()).isEqualTo("x");
    }

    @Test
    void whatIsAskedForAtTheEndOfAnIterationIsDoneInTheNext() {
        fixture.run(() -> loop.resumeLater(() -> {
            events.add("first");
            loop.resumeLater(() -> events.add("second"));
            loop.runAfterFlush(() -> {
                events.add("after first");
                loop.runAfterFlush(() -> events.add("after that"));
                loop.resumeLater(() -> events.add("third"));
            });
        }));
        fixture.run(() -> {});
        assertThat(events).containsExactly("first", "after first", "after that", "second", "third");
    }

    @Test
    void bytesThatAFlushBringsAboutAreFlushedToo() {
        WrittenBytes late = new WrittenBytes(() -> events.add("late"));
        OutputQueue lateQueue = new OutputQueue(loop, late.channel(), true);
        WrittenBytes early = new WrittenBytes(() -> append(lateQueue, "late"));
        OutputQueue earlyQueue = new OutputQueue(loop, early.channel(), true);
        fixture.run(() -> append(earlyQueue, "early"));
        fixture.run(() -> {});
        assertThat(early.text()).isEqualTo("early");
        assertThat(late.text()).isEqualTo("late");
        assertThat(events).containsExactly("late");
    }

    /** One client's trouble must not be the end for all clients of the loop. */
    @Test
    void workThatThrowsHoldsUpNothingElse() {
        WrittenBytes client = new WrittenBytes(() -> events.add("flush"));
        OutputQueue toClient = new OutputQueue(loop, client.channel(), false);
        fixture.run(() -> {
            loop.resumeLater(() -> {
                throw new IllegalStateException("thrown by a test while resuming");
            });
            loop.resumeLater(() -> append(toClient, "one"));
            loop.runAfterFlush(() -> {
                throw new IllegalStateException("thrown by a test after the flush");
            });
            loop.runAfterFlush(() -> events.add("after"));
        });
        assertThat(events).containsExactly("flush", "after");
        fixture.run(() -> append(toClient, "two"));
        assertThat(client.text()).isEqualTo("onetwo");
    }

    @Test
    void outputBuffersAreUsedAgain() {
        WrittenBytes client = new WrittenBytes(() -> {});
        OutputQueue toClient = new OutputQueue(loop, client.channel(), false);
        fixture.run(() -> append(toClient, "1"));
        assertThat(client.text()).isEqualTo("1");
        fixture.run(() -> {
            ByteBuf spare = loop.largeBuffers().take();
            loop.largeBuffers().giveBack(spare);
            ByteBuf again = loop.largeBuffers().take();
            assertThat(again).isSameAs(spare);
            loop.largeBuffers().giveBack(again);
        });
    }

    @Test
    void aBufferThatTheChannelStillHoldsIsNotUsedAgain() {
        WrittenBytes client = new WrittenBytes(() -> {});
        OutputQueue toClient = new OutputQueue(loop, client.channel(), false);
        fixture.run(() -> append(toClient, "unread"));
        fixture.run(() -> append(toClient, " and more"));
        assertThat(client.text()).isEqualTo("unread and more");
    }

    @Test
    void aClosedLoopKeepsNothing() {
        Loop other = new Loop(loop.eventLoop(), fixture.allocator(), true);
        fixture.run(() -> {
            OutputQueue toClient = new OutputQueue(other, new WrittenBytes(() -> {}).channel(), false);
            append(toClient, "last words");
            other.close();
            other.readBuffer(1024).release();
            toClient.discard();
        });
    }

    @Test
    void sparesAreLimited() {
        fixture.run(() -> {
            List<ByteBuf> taken = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                taken.add(loop.largeBuffers().take());
            }
            taken.forEach(loop.largeBuffers()::giveBack);
            assertThat(fixture.usedBytes()).isLessThan(2 << 20);
        });
    }

    @Test
    void theReadBufferIsSharedUntilSomebodyKeepsAPartOfIt() {
        fixture.run(() -> {
            Loop loop = new Loop(fixture.loop().eventLoop(), fixture.allocator(), true);
            ByteBuf first = loop.readBuffer(1024);
            first.writeByte('x');
            first.release();
            ByteBuf second = loop.readBuffer(1024);
            assertThat(second).isSameAs(first);
            assertThat(second.isReadable()).isFalse();
            second.writeByte('y');
            ByteBuf part = second.retainedSlice(0, 1);
            second.release();
            ByteBuf third = loop.readBuffer(1024);
            assertThat(third).isNotSameAs(second);
            third.writeByte('z');
            assertThat(part.toString(StandardCharsets.US_ASCII)).isEqualTo("y");
            part.release();
            third.release();
            loop.close();
        });
    }

    private static void append(OutputQueue queue, String text) {
        ByteBuf bytes = Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
        queue.append(bytes, 0, bytes.readableBytes());
        bytes.release();
    }
}

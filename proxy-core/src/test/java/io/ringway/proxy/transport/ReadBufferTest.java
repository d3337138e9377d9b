// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.RecvByteBufAllocator.ExtendedHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages here are four bytes of length and that many bytes of content. */
@SuppressWarnings("deprecation") // the only kind of handle that a channel takes
class ReadBufferTest {
    private static final int HEADER = 4;
    private static final int MIB = 1 << 20;

    private final LoopFixture fixture = new LoopFixture();
    private final ReadBuffer input = new ReadBuffer(fixture.loop());
    private final ExtendedHandle handle = (ExtendedHandle) input.newHandle();

    @AfterEach
    void nothingLeaks() {
        input.drop();
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void messagesComeOutWholeHoweverTheyAreTorn(long seed) {
        fixture.run(() -> {
            Random random = new Random(seed);
            ByteBuf sent = fixture.allocator().directBuffer();
            for (int i = 0; i < 300; i++) {
                writeMessage(sent, i, contentLength(random));
            }
            List<ByteBuf> slices = new ArrayList<>();
            int received = 0;
            while (sent.isReadable() || input.keptBytes() > 0) {
                if (random.nextInt(10) == 0) {
                    // The socket had nothing after all.
                    handle.allocate(fixture.allocator()).release();
                    continue;
                }
                ByteBuf in;
                ByteBuf kept = random.nextInt(10) == 0 ? input.kept() : null;
                if (kept != null) {
                    in = kept;
                } else {
                    in = handle.allocate(fixture.allocator());
                    int most = random.nextBoolean() ? 1 + random.nextInt(200) : Integer.MAX_VALUE;
                    int count = Math.min(most, Math.min(in.writableBytes(), sent.readableBytes()));
                    in.writeBytes(sent, count);
                    in = input.received(in);
                }
                // Somebody who is held takes a few messages only.
                int limit = random.nextInt(10) == 0 ? random.nextInt(3) : Integer.MAX_VALUE;
                int needed = 0;
                while (limit-- > 0) {
                    needed = needed(in);
                    if (needed > in.readableBytes()) {
                        break;
                    }
                    if (!in.isReadable()) {
                        break;
                    }
                    if (random.nextInt(20) == 0) {
                        slices.add(in.retainedSlice(in.readerIndex(), needed));
                    }
                    checkMessage(in, received++);
                    input.took(needed);
                    needed = 0;
                }
                input.keep(in, needed);
            }
            assertThat(received).isEqualTo(300);
            for (ByteBuf slice : slices) {
                checkMessage(slice, slice.getInt(HEADER));
                slice.release();
            }
            sent.release();
        });
    }

    @Test
    void anIdleSocketHoldsNoMemory() {
        fixture.run(() -> {
            long before = fixture.usedBytes();
            ByteBuf sent = fixture.allocator().directBuffer();
            writeMessage(sent, 0, 100);
            read(sent, sent.readableBytes());
            sent.release();
            assertThat(input.keptBytes()).isZero();
            assertThat(fixture.usedBytes()).isEqualTo(before);
        });
    }

    @Test
    void theBeginningOfASmallMessageTakesNoMoreThanItsBytes() {
        fixture.run(() -> {
            ByteBuf sent = fixture.allocator().directBuffer();
            writeMessage(sent, 0, 100);
            read(sent, 50);
            assertThat(input.keptBytes()).isEqualTo(50);
            read(sent, 54);
            assertThat(input.keptBytes()).isZero();
            sent.release();
        });
    }

    @Test
    void anAnnouncedLengthIsNotBelievedBeforeItsBytesCome() {
        fixture.run(() -> {
            long before = fixture.usedBytes();
            ByteBuf sent = fixture.allocator().directBuffer();
            sent.writeInt(512 * MIB);
            sent.writeZero(100);
            long senders = fixture.usedBytes() - before;
            read(sent, 50);
            for (int i = 0; i < 54; i++) {
                read(sent, 1);
                handle.allocate(fixture.allocator()).release();
                assertThat(fixture.usedBytes() - before - senders).isLessThan(5 * MIB);
            }
            sent.release();
        });
    }

    @Test
    void aLargeMessageIsMovedAFewTimesOnly() {
        assertThat(buffersFor(64 * MIB, 64 * MIB)).isLessThanOrEqualTo(7);
    }

    /** As of a command with many large arguments: only the one that is arriving has told its length. */
    @Test
    void aLargeMessageThatTellsItsLengthBitByBitIsMovedAFewTimesOnly() {
        assertThat(buffersFor(64 * MIB, MIB)).isLessThanOrEqualTo(20);
    }

    @Test
    void aSmallMessageAfterALargeOneIsReadIntoASmallBufferAgain() {
        fixture.run(() -> {
            ByteBuf sent = fixture.allocator().directBuffer();
            writeMessage(sent, 0, 100_000);
            writeMessage(sent, 1, 10);
            writeMessage(sent, 2, 10);
            while (sent.readableBytes() > 2 * (10 + HEADER)) {
                read(sent, 10_000);
            }
            read(sent, 14);
            sent.release();
            ByteBuf next = handle.allocate(fixture.allocator());
            assertThat(next.capacity()).isLessThanOrEqualTo(Loop.READ_BUFFER_BYTES);
            next.release();
        });
    }

    @Test
    void aLargeMessageAfterALargeOneIsReadWhereItStays() {
        fixture.run(() -> {
            ByteBuf sent = fixture.allocator().directBuffer();
            for (int i = 0; i < 3; i++) {
                writeMessage(sent, i, MIB);
            }
            while (sent.readableBytes() > MIB + HEADER) {
                read(sent, Math.min(60_000, sent.readableBytes() - MIB - HEADER));
            }
            assertThat(input.keptBytes()).isZero();
            ByteBuf first = handle.allocate(fixture.allocator());
            first.writeBytes(sent, 100);
            input.keep(input.received(first), MIB + HEADER);
            ByteBuf second = handle.allocate(fixture.allocator());
            assertThat(second).isSameAs(first);
            assertThat(second.writableBytes()).isGreaterThanOrEqualTo(sent.readableBytes());
            second.release();
            sent.release();
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"NIO", "IO_URING"})
    void sharingIsUpToTheTransport(Transport transport) {
        Loop loop = new Loop(fixture.loop().eventLoop(), fixture.allocator(), transport.readsAtOnce());
        ByteBuf one = loop.readBuffer(1024);
        one.release();
        ByteBuf other = loop.readBuffer(1024);
        other.release();
        loop.close();
        assertThat(System.identityHashCode(one) == System.identityHashCode(other))
                .isEqualTo(transport.readsAtOnce());
    }

    @Test
    void whereSocketsCannotShareEachGetsRoomForAboutWhatTheLastReadsBrought() {
        fixture.run(() -> {
            Loop loop = new Loop(fixture.loop().eventLoop(), fixture.allocator(), false);
            ExtendedHandle reads = (ExtendedHandle) new ReadBuffer(loop).newHandle();
            int least = roomBeforeRead(reads, Integer.MAX_VALUE);
            assertThat(least).isLessThanOrEqualTo(2048);
            for (int i = 0; i < 5; i++) {
                roomBeforeRead(reads, Integer.MAX_VALUE);
            }
            assertThat(roomBeforeRead(reads, 40_000)).isEqualTo(Loop.READ_BUFFER_BYTES);
            assertThat(roomBeforeRead(reads, 36)).isEqualTo(Loop.READ_BUFFER_BYTES);
            for (int i = 0; i < 5; i++) {
                roomBeforeRead(reads, 36);
            }
            assertThat(roomBeforeRead(reads, 36)).isEqualTo(least);
            loop.close();
        });
    }

    /** The room for a read that brings so many bytes, or as many as there is room for. */
    private int roomBeforeRead(ExtendedHandle reads, int bytes) {
        ByteBuf buffer = reads.allocate(fixture.allocator());
        int room = buffer.writableBytes();
        buffer.release();
        reads.attemptedBytesRead(room);
        reads.lastBytesRead(Math.min(bytes, room));
        return room;
    }

    /** How many buffers it takes to receive so many bytes, of which {@code ahead} are announced beyond what has come. */
    private int buffersFor(int total, int ahead) {
        return fixture.call(() -> {
            int buffers = 0;
            int received = 0;
            int capacity = 0;
            while (received < total) {
                ByteBuf in = handle.allocate(fixture.allocator());
                int count = Math.min(in.writableBytes(), Math.min(64 << 10, total - received));
                in.writerIndex(in.writerIndex() + count);
                received += count;
                in = input.received(in);
                input.keep(in, Math.min(total, (received / ahead + 1) * ahead));
                if (input.keptBytes() != capacity) {
                    capacity = input.keptBytes();
                    buffers++;
                }
            }
            return buffers;
        });
    }

    /** One read of so many bytes, in which whole messages are taken out. */
    private void read(ByteBuf sent, int count) {
        ByteBuf in = handle.allocate(fixture.allocator());
        in.writeBytes(sent, Math.min(count, Math.min(in.writableBytes(), sent.readableBytes())));
        in = input.received(in);
        int needed = needed(in);
        while (in.isReadable() && needed <= in.readableBytes()) {
            in.skipBytes(needed);
            input.took(needed);
            needed = needed(in);
        }
        input.keep(in, in.isReadable() ? needed : 0);
    }

    private static int contentLength(Random random) {
        return switch (random.nextInt(12)) {
            case 0 -> 4 + random.nextInt(500_000);
            case 1, 2 -> 4 + random.nextInt(30_000);
            default -> 4 + random.nextInt(300);
        };
    }

    private static void writeMessage(ByteBuf out, int number, int contentLength) {
        out.writeInt(contentLength);
        out.writeBytes(content(number, contentLength));
    }

    private static int needed(ByteBuf in) {
        return in.readableBytes() < HEADER ? HEADER : HEADER + in.getInt(in.readerIndex());
    }

    private static void checkMessage(ByteBuf in, int number) {
        byte[] read = new byte[in.readInt()];
        in.readBytes(read);
        assertThat(Arrays.equals(read, content(number, read.length)))
                .as("message %d of %d bytes", number, read.length)
                .isTrue();
    }

    private static byte[] content(int number, int length) {
        byte[] content = new byte[length];
        for (int i = 0; i < length; i++) {
            content[i] = (byte) (i < HEADER ? number >> (8 * (HEADER - 1 - i)) : number + i);
        }
        return content;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.resp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyScannerTest {
    private final ReplyScanner scanner = new ReplyScanner();

    @ParameterizedTest
    @EnumSource
    void anySplitGivesTheSameEnds(Protocol protocol) {
        long seed = System.nanoTime();
        for (int i = 0; i < 300; i++) {
            Random random = new Random(seed + i);
            Replies replies = new Replies(random);
            ByteBuf stream = Unpooled.buffer();
            List<Integer> ends = new ArrayList<>();
            for (int reply = random.nextInt(5); reply >= 0; reply--) {
                stream.writeBytes(replies.encoded(protocol));
                ends.add(stream.writerIndex());
            }
            byte[] bytes = Bytes.of(stream);
            assertThat(ends(bytes, () -> bytes.length)).as("seed %d", seed + i).isEqualTo(ends);
            assertThat(ends(bytes, () -> random.nextInt(20)))
                    .as("seed %d", seed + i)
                    .isEqualTo(ends);
            if (bytes.length < 5000) {
                assertThat(ends(bytes, () -> 1)).as("seed %d", seed + i).isEqualTo(ends);
            }
        }
    }

    @Test
    void whatTheDecoderTakesEndsWhereTheScannerSays() {
        long seed = System.nanoTime();
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new Replies(new Random(seed + i)).mutated();
            scanner.reset();
            int end = scanner.scan(new WatchedBuffer(5, bytes, 0), 5, 5 + bytes.length);
            ByteBuf in = Unpooled.wrappedBuffer(bytes);
            String description = "seed " + (seed + i) + ", reply " + Bytes.show(bytes);
            boolean decoded = decodes(in);
            if (decoded) {
                assertThat(end - 5).as(description).isEqualTo(in.readerIndex());
                assertThat(scanner.isComplete()).as(description).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n",
                "x",
                "HTTP/1.1 400 Bad Request",
                "\0",
                "\u00ff",
                "?1\r\n",
                "+OK\rx",
                "+OK\r\r\n",
                "$\r\n",
                "$x\r\n",
                "$-2\r\n",
                "$+1\r\n",
                "$ 1\r\n",
                "$1 \r\n",
                "$1234567890123456\r\n",
                "$?\r\n",
                "*\r\n",
                "*-2\r\n",
                "*--1\r\n",
                "*9999999999999999999\r\n",
                "~-2\r\n",
                ">a\r\n",
                "%-3\r\n",
                "|-1\r\n",
                "*2\r\n:1\r\nx",
                "%1\r\n+a\r\n\n"
            })
    void whatIsNoReplyIsMalformed(String reply) {
        byte[] bytes = Bytes.of(reply);
        assertThat(scanner.scan(new WatchedBuffer(2, bytes, 0), 2, 2 + bytes.length))
                .isEqualTo(ReplyScanner.MALFORMED);
    }

    @Test
    void countsThatAddUpToMoreThanALongAreMalformed() {
        ByteBuf in = Bytes.buffer("*999999999999999\r\n".repeat(10_000));
        assertThat(scanner.scan(in, 0, in.writerIndex())).isEqualTo(ReplyScanner.MALFORMED);
    }

    @Test
    void aLineWithoutEndIsMalformedOnceItIsTooLong() {
        ByteBuf in = Bytes.buffer("+" + "x".repeat(2 << 20));
        assertThat(scanner.scan(in, 0, 1 << 20)).isZero();
        assertThat(scanner.scan(in, 0, in.writerIndex())).isEqualTo(ReplyScanner.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*1\r\n", "%1\r\n:1\r\n", "|1\r\n+a\r\n+b\r\n", "~2\r\n$1\r\n\n\r\n", ">1\r\n"})
    void nestingHasNoLimit(String level) {
        byte[] bytes = Bytes.of(level.repeat(100_000) + "_\r\n");
        assertThat(ends(bytes, () -> bytes.length)).containsExactly(bytes.length);
        assertThat(ends(bytes, () -> 1000)).containsExactly(bytes.length);
    }

    @Test
    void hugeCountsAreWaitedFor() {
        ByteBuf in = Bytes.buffer("*1000000000\r\n$5\r\nhello\r\n%999999999999\r\n");
        assertThat(scanner.scan(in, 0, in.writerIndex())).isEqualTo(in.writerIndex());
        assertThat(scanner.isComplete()).isFalse();
        assertThat(scanner.bulkBytesMissing()).isZero();
    }

    @Test
    void theRestOfABulkIsPassedWithoutBeingLookedAt() {
        byte[] header = Bytes.of("*2\r\n$999999999\r\nab");
        WatchedBuffer in = new WatchedBuffer(0, header, 0);
        assertThat(scanner.scan(in, 0, header.length)).isEqualTo(header.length);
        assertThat(scanner.bulkBytesMissing()).isEqualTo(999_999_999);

        ByteBuf none = Unpooled.EMPTY_BUFFER;
        assertThat(scanner.scan(none, 1000, 500_000_000)).isEqualTo(500_000_000);
        assertThat(scanner.scan(none, 0, 500_000_999)).isEqualTo(500_000_999);
        assertThat(scanner.isComplete()).isFalse();
        assertThat(scanner.scan(Bytes.buffer(":1\r\n+next\r\n"), 0, 11)).isEqualTo(4);
        assertThat(scanner.isComplete()).isTrue();
    }

    @Test
    void attributesAndPushesAreReplies() {
        String attributed = "|1\r\n+ttl\r\n:3\r\n$1\r\na\r\n";
        String push = ">2\r\n+invalidate\r\n*1\r\n+k\r\n";
        String last = "|0\r\n|0\r\n_\r\n";
        byte[] stream = Bytes.of(attributed + push + last);
        assertThat(ends(stream, () -> stream.length)).containsExactly(21, 46, 57);
    }

    @Test
    void aReplyInProgressCanBeForgotten() {
        ByteBuf in = Bytes.buffer("*5\r\n$100\r\nab");
        scanner.scan(in, 0, in.writerIndex());
        assertThat(scanner.isComplete()).isFalse();
        scanner.reset();
        assertThat(scanner.scan(Bytes.buffer("+OK\r\n"), 0, 5)).isEqualTo(5);
        assertThat(scanner.isComplete()).isTrue();
    }

    private static boolean decodes(ByteBuf in) {
        try {
            RespDecoder.decode(in);
            return true;
        } catch (MalformedReplyException e) {
            return false;
        }
    }

    /** The ends of the replies in a stream whose pieces come one by one, each passed byte gone before the next. */
    private static List<Integer> ends(byte[] stream, IntSupplier pieces) {
        ReplyScanner scanner = new ReplyScanner();
        List<Integer> ends = new ArrayList<>();
        int passed = 0;
        int fed = 0;
        while (true) {
            int offset = fed % 3;
            WatchedBuffer in = new WatchedBuffer(offset, Arrays.copyOfRange(stream, passed, fed), 0);
            int position = offset;
            do {
                position = scanner.scan(in, position, offset + fed - passed);
                if (position == ReplyScanner.MALFORMED) {
                    throw new AssertionError("malformed behind " + passed + ": " + Bytes.show(stream));
                }
                if (scanner.isComplete()) {
                    ends.add(passed + position - offset);
                }
            } while (scanner.isComplete() && position < offset + fed - passed);
            passed += position - offset;
            if (fed == stream.length) {
                return ends;
            }
            fed = Math.min(stream.length, fed + pieces.getAsInt());
        }
    }
}

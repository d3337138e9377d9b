// SPDX-License-Identifier: Apache-2.0
package io.ringway.resp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringway.resp.Torn.Keeping;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Random bytes, from well-formed to garbage, find no exception and no disagreement. A short run is part of every build; a
 * long one, of a minute or of as long as told, is
 *
 * <pre>mvn -pl resp-codec -am test -Dtest=FuzzTest -DexcludedGroups= -Dsurefire.failIfNoSpecifiedTests=false -Dfuzz.seconds=600</pre>
 *
 * with {@code -Dfuzz.seed=N} to begin at a seed that failed.
 */
class FuzzTest {
    private static final int ROUNDS = 1500;

    @Test
    void aShortRunFindsNothing(TestReporter reporter) {
        long seed = firstSeed(reporter);
        for (int i = 0; i < ROUNDS; i++) {
            round(seed + i);
        }
    }

    @Test
    @Tag("fuzz")
    void aLongRunFindsNothing(TestReporter reporter) {
        long seed = firstSeed(reporter);
        long end = System.nanoTime() + 1_000_000_000L * Long.getLong("fuzz.seconds", 60);
        while (System.nanoTime() - end < 0) {
            round(seed++);
        }
        reporter.publishEntry("last seed", Long.toString(seed - 1));
    }

    private static long firstSeed(TestReporter reporter) {
        long seed = Long.getLong("fuzz.seed", System.nanoTime());
        reporter.publishEntry("first seed", Long.toString(seed));
        return seed;
    }

    private static void round(long seed) {
        Random random = new Random(seed);
        try {
            parse(random, random.nextInt(3) == 0 ? garbage(random) : new ClientStreams(random).stream());
            Replies replies = new Replies(random);
            read(random.nextInt(3) == 0 ? garbage(random) : replies.mutated());
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("fuzz.seed=" + seed, e);
        }
    }

    private static void parse(Random random, byte[] stream) {
        ProtocolLimits limits = random.nextBoolean()
                ? new ProtocolLimits(random.nextInt(100), 1 + random.nextInt(10), 64 << 10, random.nextBoolean())
                : ProtocolLimits.DEFAULT;
        Torn whole = Torn.whole(stream, limits);
        for (Keeping keeping : Keeping.values()) {
            Torn torn = Torn.parse(stream, keeping, limits, () -> 1 + random.nextInt(20));
            assertThat(torn.commands()).isEqualTo(whole.commands());
            // A header that is both too long and wrong is told by what comes to light first.
            String error = stream.length > limits.maxInlineBytes() ? torn.error() : whole.error();
            assertThat(torn.error()).isEqualTo(error);
        }
        assertThat(Torn.whole(whole.canonical(), ProtocolLimits.DEFAULT).commands())
                .isEqualTo(whole.commands());
    }

    private static void read(byte[] reply) {
        ReplyScanner scanner = new ReplyScanner();
        int end = scanner.scan(new WatchedBuffer(0, reply, 0), 0, reply.length);
        boolean complete = end != ReplyScanner.MALFORMED && scanner.isComplete();
        ByteBuf in = Unpooled.wrappedBuffer(reply);
        try {
            RespValue value = RespDecoder.decode(in);
            assertThat(complete).isTrue();
            assertThat(end).isEqualTo(in.readerIndex());
            byte[] encoded = encoded(value);
            assertThat(encoded(RespDecoder.decode(Unpooled.wrappedBuffer(encoded))))
                    .isEqualTo(encoded);
        } catch (MalformedReplyException e) {
            assertThat(in.readerIndex()).isZero();
        }
        if (complete) {
            scanner.reset();
            byte[] alone = Arrays.copyOf(reply, end);
            for (int fed = 1; fed < alone.length; fed++) {
                scanner.reset();
                assertThat(scanner.scan(new WatchedBuffer(0, Arrays.copyOf(alone, fed), 0), 0, fed))
                        .isBetween(0, fed);
                assertThat(scanner.isComplete()).isFalse();
            }
        }
    }

    private static byte[] encoded(RespValue value) {
        ByteBuf out = Unpooled.buffer();
        RespEncoder.encode(out, value, Protocol.RESP3);
        return Bytes.of(out);
    }

    private static byte[] garbage(Random random) {
        String alphabet = "*$+-:_#,(=!~>%|?0123456789\r\n\r\n\r\n\r\n \"'\\xabPING\0\u00e9";
        byte[] bytes = new byte[random.nextInt(60)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
        }
        return bytes;
    }
}

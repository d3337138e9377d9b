// SPDX-License-Identifier: Apache-2.0
package io.ringway.resp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringway.resp.CommandParser.Result;
import io.ringway.resp.Torn.Keeping;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandParserTest {
    private static final int STREAMS = 200;

    private final CommandParser parser = new CommandParser();
    private final CommandFrame frame = new CommandFrame();

    @ParameterizedTest
    @EnumSource
    void anySplitGivesTheCommandsThatWereSent(Keeping keeping) {
        long seed = System.nanoTime();
        for (int i = 0; i < STREAMS; i++) {
            Random random = new Random(seed + i);
            ClientStreams streams = new ClientStreams(random);
            List<byte[][]> commands = streams.commands(5);
            ByteBuf stream = Unpooled.buffer();
            commands.forEach(command -> stream.writeBytes(streams.encode(command)));
            byte[] bytes = Bytes.of(stream);
            Torn expected =
                    new Torn(commands.stream().map(CommandParserTest::texts).toList(), "");

            String description = "seed " + (seed + i) + ", stream " + Bytes.show(bytes);
            assertThat(Torn.whole(bytes, ProtocolLimits.DEFAULT))
                    .as(description)
                    .isEqualTo(expected);
            assertThat(Torn.parse(bytes, keeping, ProtocolLimits.DEFAULT, () -> 1 + random.nextInt(30)))
                    .as(description)
                    .isEqualTo(expected);
            assertThat(Torn.parse(bytes, keeping, ProtocolLimits.DEFAULT, () -> 1))
                    .as(description)
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anySplitOfGarbageGivesTheSameCommandsAndError(Keeping keeping) {
        long seed = System.nanoTime();
        for (int i = 0; i < STREAMS; i++) {
            Random random = new Random(seed + i);
            byte[] stream = new ClientStreams(random).stream();
            assertThat(Torn.parse(stream, keeping, ProtocolLimits.DEFAULT, () -> 1 + random.nextInt(30)))
                    .as("seed %d, stream %s", seed + i, Bytes.show(stream))
                    .isEqualTo(Torn.whole(stream, ProtocolLimits.DEFAULT));
        }
    }

    @ParameterizedTest
    @EnumSource
    void protocolErrorsAreFoundHoweverTheBytesAreTorn(ProtocolFault fault) {
        int piece = fault.request().length > 10_000 ? 997 : 1;
        assertThat(errorReply(Torn.whole(fault.request(), fault.limits()))).isEqualTo("-ERR " + fault.errorLine());
        for (Keeping keeping : Keeping.values()) {
            assertThat(errorReply(Torn.parse(fault.request(), keeping, fault.limits(), () -> piece)))
                    .isEqualTo("-ERR " + fault.errorLine());
        }
    }

    @Test
    void limitsAreInclusive() {
        ProtocolLimits limits = new ProtocolLimits(3, 2, 5, true);

        assertThat(Torn.whole(Bytes.of("*2\r\n$3\r\nabc\r\n$0\r\n\r\n"), limits).commands())
                .containsExactly(List.of("abc", ""));
        assertThat(Torn.whole(Bytes.of("ab cd\n"), limits).commands()).containsExactly(List.of("ab", "cd"));
        assertThat(Torn.whole(Bytes.of("*3\r\n"), limits).error())
                .isEqualTo("Protocol error: invalid multibulk length");
        assertThat(Torn.whole(Bytes.of("*1\r\n$4\r\n"), limits).error())
                .isEqualTo("Protocol error: invalid bulk length");
        assertThat(Torn.whole(Bytes.of("abcdef\n"), limits).error())
                .isEqualTo("Protocol error: too big inline request");
    }

    @Test
    void whatAuthenticationTakesIsAllowedBeforeIt() {
        String argument = "$16384\r\n" + "x".repeat(16384) + "\r\n";
        Torn parsed = Torn.whole(Bytes.of("*10\r\n" + argument.repeat(10)), ProtocolLimits.UNAUTHENTICATED);
        assertThat(parsed.commands()).hasSize(1);
        assertThat(parsed.error()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*0\r\n", "*-1\r\n", "*-9223372036854775808\r\n", "\r\n", "\n", " \t\u000b\f\r\r\n"})
    void emptyCommandsAreSkipped(String empty) {
        ByteBuf in = Bytes.buffer(empty + empty + "PING\r\n");
        assertThat(parser.parse(in, frame, ProtocolLimits.DEFAULT)).isEqualTo(Result.COMMAND);
        assertThat(Torn.arguments(frame)).containsExactly("PING");
        assertThat(in.isReadable()).isFalse();
    }

    @Test
    void anArrayIsHandedOnAsItCame() {
        String command = "*2\r\n$4\r\nECHO\r\n$5\r\n\r\n\0*1\r\n";
        ByteBuf in = Bytes.buffer("PING\r\n" + command + "rest");
        parser.parse(in, frame, ProtocolLimits.DEFAULT);
        assertThat(parser.parse(in, frame, ProtocolLimits.DEFAULT)).isEqualTo(Result.COMMAND);

        assertThat(frame.buffer()).isSameAs(in);
        assertThat(frameText()).isEqualTo(command);
        assertThat(frame.end()).isEqualTo(in.readerIndex());
        assertThat(frame.argStart(1) - frame.start()).isEqualTo(command.indexOf("\r\n\0"));
    }

    @Test
    void anInlineCommandIsHandedOnAsTheArrayItStandsFor() {
        ByteBuf in = Bytes.buffer("set  'a b' \"\"\r\n");
        assertThat(parser.parse(in, frame, ProtocolLimits.DEFAULT)).isEqualTo(Result.COMMAND);
        assertThat(frameText()).isEqualTo("*3\r\n$3\r\nset\r\n$3\r\na b\r\n$0\r\n\r\n");
    }

    @Test
    void aMillionArgumentsInSmallPiecesAreLookedAtOnce() {
        int arguments = 1_000_000;
        byte[] command = Bytes.of("*" + arguments + "\r\n" + "$1\r\nx\r\n".repeat(arguments));
        WatchedBuffer in = new WatchedBuffer(3, new byte[0], command.length);
        Result result = Result.INCOMPLETE;
        for (int fed = 0; fed < command.length; ) {
            assertThat(result).isEqualTo(Result.INCOMPLETE);
            int length = Math.min(64, command.length - fed);
            in.writeBytes(command, fed, length);
            fed += length;
            result = parser.parse(in, frame, ProtocolLimits.DEFAULT);
        }
        assertThat(result).isEqualTo(Result.COMMAND);
        assertThat(frame.argCount()).isEqualTo(arguments);
        // Once each, and those of a torn header again.
        assertThat(in.looks()).isLessThan(command.length * 5L / 4);
    }

    @Test
    void aLongArgumentInSmallPiecesIsNotLookedAt() {
        WatchedBuffer in = new WatchedBuffer(0, Bytes.of("*1\r\n$1000000\r\n"), 1_000_002);
        while (parser.parse(in, frame, ProtocolLimits.DEFAULT) == Result.INCOMPLETE) {
            assertThat(parser.bytesNeeded()).isEqualTo(1_000_016);
            in.writeZero(Math.min(in.writableBytes(), 1000));
        }
        assertThat(frame.argLength(0)).isEqualTo(1_000_000);
        assertThat(in.looks()).isLessThan(30);
    }

    @Test
    void aLineOfGarbageInSmallPiecesIsLookedAtOnce() {
        WatchedBuffer in = new WatchedBuffer(0, Bytes.of("GET "), 60_000);
        while (in.isWritable()) {
            assertThat(parser.parse(in, frame, ProtocolLimits.DEFAULT)).isEqualTo(Result.INCOMPLETE);
            in.writeByte('x').writeByte('y');
        }
        assertThat(in.looks()).isLessThan(100_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PI", "*2\r\n", "*2\r\n$4\r\nEC", "*1\r\n$4\r\nPING\r"})
    void aCommandInProgressIsToldAndCanBeForgotten(String begun) {
        ByteBuf in = Bytes.buffer(begun);
        assertThat(parser.parse(in, frame, ProtocolLimits.DEFAULT)).isEqualTo(Result.INCOMPLETE);
        assertThat(parser.isInProgress()).isTrue();
        assertThat(parser.bytesNeeded()).isGreaterThan(in.readableBytes() - 1);

        parser.reset();
        assertThat(parser.isInProgress()).isFalse();
        ByteBuf another = Bytes.buffer("\n");
        assertThat(parser.parse(another, frame, ProtocolLimits.DEFAULT)).isEqualTo(Result.INCOMPLETE);
        assertThat(another.isReadable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "*2", "*2\r", "\r\n", "PING\r\n", "*1\r\n$4\r\nPING\r\n", "*1\r\nx\r\n", "'\r\n"})
    void nothingIsRememberedOtherwise(String bytes) {
        ByteBuf in = Bytes.buffer(bytes);
        parser.parse(in, frame, ProtocolLimits.DEFAULT);
        assertThat(parser.isInProgress()).isFalse();
    }

    @Test
    void theReaderIndexStaysBeforeAnIncompleteCommand() {
        ByteBuf in = Bytes.buffer("PING\r\n\r\n*0\r\n*1\r\n$4\r\nPIN");
        parser.parse(in, frame, ProtocolLimits.DEFAULT);
        assertThat(parser.parse(in, frame, ProtocolLimits.DEFAULT)).isEqualTo(Result.INCOMPLETE);
        assertThat(in.toString(StandardCharsets.US_ASCII)).isEqualTo("*1\r\n$4\r\nPIN");
        assertThat(parser.bytesNeeded()).isEqualTo(14);
    }

    @Test
    void framesBeyondWhatABufferHoldsAreRefusedBeforeTheyAreAwaited() {
        ProtocolLimits limits = new ProtocolLimits(Integer.MAX_VALUE, 10, 100, true);
        assertThat(Torn.whole(Bytes.of("*1\r\n$2147483647\r\n"), limits).error())
                .isEqualTo("Protocol error: invalid bulk length");
        ByteBuf in = Bytes.buffer("*1\r\n$2147483000\r\n");
        assertThat(parser.parse(in, frame, limits)).isEqualTo(Result.INCOMPLETE);
        assertThat(parser.bytesNeeded()).isEqualTo(2147483000 + 19);
    }

    private String frameText() {
        return frame.buffer().toString(frame.start(), frame.length(), StandardCharsets.ISO_8859_1);
    }

    private static String errorReply(Torn torn) {
        ByteBuf out = Unpooled.buffer();
        RespEncoder.encode(out, RespValue.error("ERR " + torn.error()), Protocol.RESP2);
        return out.toString(StandardCharsets.ISO_8859_1).replace("\r\n", "");
    }

    private static List<String> texts(byte[][] command) {
        Stream<byte[]> arguments = Arrays.stream(command);
        return arguments
                .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
                .toList();
    }
}

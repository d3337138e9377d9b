// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringway.resp.CommandParser;
import io.ringway.resp.CommandParser.Result;
import io.ringway.resp.ProtocolLimits;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandBatchTest {
    private static final String ONE = "*1\r\n$3\r\nONE\r\n";
    private static final String TWO = "two\r\n";

    private final CommandBatch batch = new CommandBatch(4);
    private final CommandParser parser = new CommandParser();

    @Test
    void commandsAreCutInTheirOrderAndTheirBeginningsKnown() {
        ByteBuf in = bytes(ONE + "\r\n" + TWO + ONE);
        assertThat(cut(in, 4)).isEqualTo(Result.INCOMPLETE);
        assertThat(batch.size()).isEqualTo(3);
        assertThat(batch.get(1).argText(0)).isEqualTo("two");
        assertThat(in.isReadable()).isFalse();
        in.readerIndex(batch.begin(1));
        assertThat(cut(in, 4)).isEqualTo(Result.INCOMPLETE);
        assertThat(batch.size()).isEqualTo(2);
        assertThat(batch.get(0).argText(0)).isEqualTo("two");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void noMoreAreCutThanWanted(int most) {
        ByteBuf in = bytes(ONE.repeat(5));
        assertThat(cut(in, most)).isEqualTo(Result.COMMAND);
        assertThat(batch.size()).isEqualTo(most);
        assertThat(in.readableBytes()).isEqualTo(ONE.length() * (5 - most));
    }

    /** So that the commands in front of it are carried out before anything is said of it. */
    @ParameterizedTest
    @ValueSource(strings = {"*2\r\n$4\r\nfo", "unbalanced \"quotes\r\n", "*1\r\n+wrong\r\n", "*-", "half a li"})
    void whatIsIncompleteOrWrongIsLeftForTheNextTime(String tail) {
        ByteBuf in = bytes(ONE + tail);
        Result result = cut(in, 4);
        assertThat(result).isNotEqualTo(Result.COMMAND);
        assertThat(batch.size()).isEqualTo(1);
        assertThat(in.toString(StandardCharsets.US_ASCII)).isEqualTo(tail);
        assertThat(parser.isInProgress()).isFalse();
        assertThat(cut(in, 4)).isEqualTo(result);
        assertThat(batch.size()).isZero();
    }

    private Result cut(ByteBuf in, int most) {
        return batch.cut(parser, in, ProtocolLimits.DEFAULT, most);
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RespCodecTest {
    @Test
    void everyReplyIsDecodedAndEncodedToTheSameBytes() {
        long seed = System.nanoTime();
        for (int i = 0; i < 3000; i++) {
            RespValue value = new Replies(new Random(seed + i)).next();
            byte[] bytes = encode(value, Protocol.RESP3);
            ByteBuf in = Unpooled.buffer().writeBytes(bytes).writeBytes(bytes);

            assertThat(RespDecoder.decode(in)).as("seed %d", seed + i).isEqualTo(value);
            assertThat(in.readerIndex()).as("seed %d", seed + i).isEqualTo(bytes.length);
            assertThat(encode(RespDecoder.decode(in), Protocol.RESP3))
                    .as("seed %d", seed + i)
                    .isEqualTo(bytes);
        }
    }

    @Test
    void whatResp2ClientsGetIsDecodedAndEncodedToTheSameBytes() {
        long seed = System.nanoTime();
        for (int i = 0; i < 3000; i++) {
            byte[] bytes = new Replies(new Random(seed + i)).encoded(Protocol.RESP2);
            RespValue decoded = RespDecoder.decode(Unpooled.wrappedBuffer(bytes));
            assertThat(encode(decoded, Protocol.RESP2)).as("seed %d", seed + i).isEqualTo(bytes);
        }
    }

    @Test
    void everyBeginningOfAReplyIsRefusedAndStays() {
        long seed = System.nanoTime();
        for (int i = 0; i < 200; i++) {
            byte[] bytes = new Replies(new Random(seed + i)).encoded(Protocol.RESP3);
            for (int length = 0; length < bytes.length; length++) {
                // An array of its own, so that reading behind the end fails.
                ByteBuf in = Unpooled.wrappedBuffer(Arrays.copyOf(bytes, length));
                assertThatThrownBy(() -> RespDecoder.decode(in))
                        .as("seed %d, %d of %d bytes", seed + i, length, bytes.length)
                        .isInstanceOf(MalformedReplyException.class);
                assertThat(in.readerIndex()).isZero();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "_, $-1",
        "*-1, *-1",
        "$-1, $-1",
        "#t, :1",
        "#f, :0",
        "',3.5', $3/3.5",
        "',-inf', $4/-inf",
        "(123456789012345678901234567890, $30/123456789012345678901234567890",
        "=8/txt:a bc, $4/a bc",
        "=4/mkd:, $0/",
        "!10/ERR a/b c, -ERR a  b c",
        "%2/+a/:1/+b/#t, *4/+a/:1/+b/:1",
        "~1/_, *1/$-1",
        ">1/+message, *1/+message",
        "*2/~0/%0, *2/*0/*0",
        "|1/+ttl/:3/+x, +x",
        "*1/|1/+ttl/:3/+x, *1/+x"
    })
    void resp2ClientsGetWhatRedisGivesThem(String resp3, String resp2) {
        assertThat(convert(lines(resp3), Protocol.RESP2)).isEqualTo(lines(resp2));
    }

    @ParameterizedTest
    @CsvSource({"$-1, _", "*-1, _", ":+5, :5", ":-0, :0", "=-1, _", "~-1, _"})
    void otherWaysToSayAValueBecomeRedisOwn(String decoded, String encoded) {
        assertThat(convert(lines(decoded), Protocol.RESP3)).isEqualTo(lines(encoded));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n",
                "+",
                "+a",
                "+a\r",
                "+a\r ",
                "+a\rb\r\n",
                "?\r\n",
                "a\r\n",
                ":\r\n",
                ":1a\r\n",
                ": 1\r\n",
                ":9223372036854775808\r\n",
                ":\u0663\r\n",
                "_x\r\n",
                "#\r\n",
                "#x\r\n",
                "#true\r\n",
                ",\r\n",
                ",1d\r\n",
                ",0x1p3\r\n",
                ",NaN\r\n",
                ",1e\r\n",
                "$\r\n",
                "$-2\r\n",
                "$+1\r\na\r\n",
                "$1\r\nab\r\n",
                "$3\r\na\r\n",
                "$1\r\na\r ",
                "$1\r\na\n\n",
                "$99999999999999999999\r\n",
                "$999999999999999\r\n",
                "=3\r\ntxt\r\n",
                "=4\r\ntxt \r\n",
                "!-2\r\n",
                "*-2\r\n",
                "*1\r\n",
                "*2\r\n:1\r\n",
                "*1000000000\r\n:1\r\n",
                "%1\r\n:1\r\n",
                "%500000000000000\r\n:1\r\n",
                "|-1\r\n:1\r\n",
                "|0\r\n",
                "$?\r\n;1\r\na\r\n;0\r\n"
            })
    void whatIsNoReplyIsRefused(String reply) {
        ByteBuf in = Bytes.buffer(reply);
        assertThatThrownBy(() -> RespDecoder.decode(in)).isInstanceOf(MalformedReplyException.class);
        assertThat(in.readerIndex()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*1\r\n", "~1\r\n", "%1\r\n:1\r\n", "|1\r\n:1\r\n:2\r\n", "|0\r\n"})
    void nestingIsLimited(String level) {
        RespDecoder.decode(Bytes.buffer(level.repeat(RespDecoder.MAX_DEPTH) + ":1\r\n:1\r\n"));
        assertThatThrownBy(() ->
                        RespDecoder.decode(Bytes.buffer(level.repeat(RespDecoder.MAX_DEPTH + 1) + ":1\r\n:1\r\n")))
                .isInstanceOf(MalformedReplyException.class);
        assertThatThrownBy(() -> RespDecoder.decode(Bytes.buffer(level.repeat(100_000) + ":1\r\n")))
                .isInstanceOf(MalformedReplyException.class);
    }

    @Test
    void textThatIsNotUtf8KeepsItsBytes() {
        String reply = "-ERR \u00ff\u00fe caf\u00c3\u00a9 \u00ed\u00b3\u00bf \u00f0\u009f\u00e2\u0082\u00ac\u00c3\r\n";
        RespValue.Err error = (RespValue.Err) RespDecoder.decode(Bytes.buffer(reply));
        assertThat(error.text()).contains("caf\u00e9").contains("\u20ac").startsWith("ERR ");
        assertThat(encode(error, Protocol.RESP2)).isEqualTo(Bytes.of(reply));
    }

    @Test
    void anArgumentThatIsNotUtf8CanBeRepeatedInAnError() {
        byte[] name = Bytes.of("\u00ff\r\n\u00e9\0");
        RespValue error =
                RespValue.error("ERR unknown command '" + CommandFrame.of(name).argText(0) + "'");
        assertThat(encode(error, Protocol.RESP3)).isEqualTo(Bytes.of("-ERR unknown command '\u00ff  \u00e9\0'\r\n"));
    }

    @Test
    void unicodeTextIsWrittenAsUtf8() {
        String text = "\u00e9 \u20ac \ud83d\ude00";
        assertThat(encode(RespValue.bulk(text), Protocol.RESP2))
                .isEqualTo(("$11\r\n" + text + "\r\n").getBytes(StandardCharsets.UTF_8));
        assertThat(encode(RespValue.error(text), Protocol.RESP2))
                .isEqualTo(("-" + text + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void mapsHaveAValueForEachKey() {
        List<RespValue> odd = List.of(RespValue.OK);
        assertThatThrownBy(() -> new RespValue.MapOf(odd)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RespValue.Attributed(odd, RespValue.OK))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String convert(String reply, Protocol protocol) {
        return new String(encode(RespDecoder.decode(Bytes.buffer(reply)), protocol), StandardCharsets.ISO_8859_1);
    }

    private static byte[] encode(RespValue value, Protocol protocol) {
        ByteBuf out = Unpooled.buffer();
        RespEncoder.encode(out, value, protocol);
        return Bytes.of(out);
    }

    /** Each {@code /} is a line end, and there is one behind the last line. */
    private static String lines(String notation) {
        return notation.replace("/", "\r\n") + "\r\n";
    }
}

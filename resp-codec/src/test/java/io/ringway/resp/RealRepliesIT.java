// SPDX-License-Identifier: Apache-2.0
package io.ringway.resp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies of a real server survive decoding and encoding, and what RESP2 clients get is what it would have sent them. */
class RealRepliesIT {
    private static RealRedis redis;

    @BeforeAll
    static void start() {
        redis = RealRedis.start();
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "string",
                "integer",
                "double",
                "null",
                "array",
                "set",
                "map",
                "attrib",
                "verbatim",
                "true",
                "false",
                "bignum"
            })
    void resp2ClientsGetWhatTheServerItselfSendsThem(String type) {
        byte[] resp3 = call(Protocol.RESP3, "DEBUG", "PROTOCOL", type);
        byte[] resp2 = call(Protocol.RESP2, "DEBUG", "PROTOCOL", type);
        assertThat(Bytes.show(recoded(resp3, Protocol.RESP2))).isEqualTo(Bytes.show(resp2));
    }

    @ParameterizedTest
    @CsvSource({
        "DEBUG PROTOCOL string",
        "DEBUG PROTOCOL integer",
        "DEBUG PROTOCOL double",
        "DEBUG PROTOCOL null",
        "DEBUG PROTOCOL array",
        "DEBUG PROTOCOL set",
        "DEBUG PROTOCOL map",
        "DEBUG PROTOCOL attrib",
        "DEBUG PROTOCOL push",
        "DEBUG PROTOCOL verbatim",
        "DEBUG PROTOCOL true",
        "DEBUG PROTOCOL false",
        "DEBUG PROTOCOL bignum",
        "COMMAND",
        "COMMAND DOCS",
        "CONFIG GET *",
        "INFO everything",
        "HELLO",
        "CLIENT LIST",
        "CLIENT TRACKINGINFO",
        "MEMORY STATS",
        "ACL CAT",
        "ACL GETUSER default",
        "GET missing",
        "BLPOP missing 0.001",
        "EVAL return{1,'a',{},{{false}}} 0",
        "EVAL return{ok='\u00ff\u00e9'} 0",
        "EVAL return{err='\u00ff\u00e9'} 0",
        "EVAL return{double=-1/0} 0",
        "EVAL return{big_number='-123456789012345678901234567890'} 0",
        "EVAL return{map={a={set={1}}}} 0",
        "EVAL return{verbatim_string={string='\u00ff\\r\\n',format='mkd'}} 0",
        "NOSUCH \u00ff\u00fe",
        "ECHO \u00ff\u00fe"
    })
    void repliesAreEncodedToTheBytesTheyCameAs(String command) {
        for (Protocol protocol : Protocol.values()) {
            byte[] reply = call(protocol, command.split(" "));
            assertThat(Bytes.show(recoded(reply, protocol))).isEqualTo(Bytes.show(reply));
            ByteBuf in = Unpooled.wrappedBuffer(reply);
            RespDecoder.decode(in);
            ReplyScanner scanner = new ReplyScanner();
            assertThat(scanner.scan(in, 0, reply.length)).isEqualTo(in.readerIndex());
            assertThat(scanner.isComplete()).isTrue();
        }
    }

    @Test
    void doublesAreWrittenAsTheServerWritesThem() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        ByteBuf request = Unpooled.buffer();
        ByteBuf expected = Unpooled.buffer();
        for (int i = 0; i < 5000; i++) {
            double value = i % 2 == 0 ? Double.longBitsToDouble(random.nextLong()) : random.nextInt(1_000_000) / 1000.0;
            if (Double.isNaN(value)) {
                continue;
            }
            CommandEncoder.encode(
                    request, "ZADD", "doubles", Double.isInfinite(value) ? "inf" : Double.toString(value), "m");
            CommandEncoder.encode(request, "ZSCORE", "doubles", "m");
            RespEncoder.encode(expected, RespValue.integer(i == 0 ? 1 : 0), Protocol.RESP2);
            RespEncoder.encode(expected, new RespValue.Dbl(value), Protocol.RESP2);
        }
        assertThat(Bytes.show(redis.answer(Bytes.of(request))))
                .as("seed %d", seed)
                .isEqualTo(Bytes.show(Bytes.of(expected)));
    }

    private static byte[] call(Protocol protocol, String... command) {
        return redis.call(protocol, Arrays.stream(command).map(Bytes::of).toArray(byte[][]::new));
    }

    private static byte[] recoded(byte[] reply, Protocol protocol) {
        ByteBuf out = Unpooled.buffer();
        ByteBuf in = Unpooled.wrappedBuffer(reply);
        while (in.isReadable()) {
            RespEncoder.encode(out, RespDecoder.decode(in), protocol);
        }
        return Bytes.of(out);
    }
}

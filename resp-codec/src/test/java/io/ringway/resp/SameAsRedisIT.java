// SPDX-License-Identifier: Apache-2.0
package io.ringway.resp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a client sends, the parser finds the commands and the protocol error that a real server finds. */
class SameAsRedisIT {
    private static final int STREAMS = 1500;
    /** Redis has taken up to 2^31 - 1 arguments since 7.0. */
    private static final ProtocolLimits LIMITS = new ProtocolLimits(512 << 20, Integer.MAX_VALUE, 64 << 10, true);

    private static RealRedis redis;
    private static RealRedis locked;

    @BeforeAll
    static void start() {
        redis = RealRedis.start();
        locked = RealRedis.start("--requirepass", "secret");
    }

    @AfterAll
    static void stop() {
        redis.close();
        locked.close();
    }

    @ParameterizedTest
    @EnumSource
    void protocolErrorsHaveRedisOwnTexts(ProtocolFault fault) {
        RealRedis server = fault.limits().authenticated() ? redis : locked;
        assertThat(Bytes.show(server.answer(fault.request())))
                .isEqualTo(Bytes.show(Bytes.of("-ERR " + fault.errorLine() + "\r\n")));
    }

    @Test
    void randomStreamsAreAnsweredAsTheirParsedCommandsAre() {
        compareRandomStreams(redis, LIMITS);
    }

    @Test
    void randomStreamsBeforeAuthenticationToo() {
        compareRandomStreams(locked, LIMITS.beforeAuthentication());
    }

    private static void compareRandomStreams(RealRedis server, ProtocolLimits limits) {
        long seed = System.nanoTime();
        for (int i = 0; i < STREAMS; i++) {
            Random random = new Random(seed + i);
            byte[] stream = new ClientStreams(random).stream();
            Torn parsed = Torn.parse(stream, Torn.Keeping.MOVED, limits, () -> 1 + random.nextInt(40));
            if (!limits.authenticated() && parsed.commands().stream().anyMatch(command -> command.size() > 10)) {
                continue; // an inline command, which has no array form that may be sent before authentication
            }
            ByteBuf expected = Unpooled.buffer().writeBytes(server.answer(parsed.canonical()));
            if (!parsed.error().isEmpty()) {
                expected.writeBytes(errorReply(parsed.error()));
            }
            assertThat(Bytes.show(server.answer(stream)))
                    .as("seed %d, stream %s", seed + i, Bytes.show(stream))
                    .isEqualTo(Bytes.show(Bytes.of(expected)));
        }
    }

    private static byte[] errorReply(String error) {
        ByteBuf out = Unpooled.buffer();
        RespEncoder.encode(out, RespValue.error("ERR " + error), Protocol.RESP2);
        return Bytes.of(out);
    }
}

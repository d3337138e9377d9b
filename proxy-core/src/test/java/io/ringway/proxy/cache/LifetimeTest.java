// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LifetimeTest {
    private static final long MAX_AGE = 60_000_000_000L;

    @ParameterizedTest
    @CsvSource({
        ":-1, $1|v|, 60000000000",
        ":1500, $1|v|, 1500000000",
        ":99999999, $1|v|, 60000000000",
        ":0, $1|v|, 0",
        ":-2, $1|v|, 0",
        ":-2, $-1|, 60000000000",
        ":-2, _|, 60000000000",
        ":-2, :0|, 60000000000",
        ":-2, *0|, 60000000000",
        ":-2, :7|, 0",
        "-ERR no, $1|v|, 0",
        ":x, $1|v|, 0"
    })
    void aReplyLivesAsLongAsItsKey(String pttl, String reply, long nanos) {
        byte[] line = (pttl + "\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] bytes = reply.replace("|", "\r\n").getBytes(StandardCharsets.US_ASCII);
        assertThat(Lifetime.nanos(Unpooled.wrappedBuffer(line), 0, line.length, bytes, 0, MAX_AGE))
                .isEqualTo(nanos);
    }
}

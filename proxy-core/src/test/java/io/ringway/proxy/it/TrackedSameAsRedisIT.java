// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.testing.Comparison;
import io.ringway.proxy.testing.Delivery;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.RealRedis;
import io.ringway.proxy.testing.Script;
import io.ringway.proxy.testing.Seed;
import io.ringway.proxy.testing.SharedRedis;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a client says while it tracks keys is answered as a server answers one that does not, byte by byte. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TrackedSameAsRedisIT {
    @AutoClose
    private final ProxyFixture proxy = ProxyFixture.before(SharedRedis.endpoints(4));

    static Stream<Arguments> scripts() {
        return Script.all().stream()
                .flatMap(script -> Stream.of(2, 3)
                        .flatMap(protocol -> Stream.of(Delivery.values())
                                .map(delivery -> Arguments.of(script, protocol, delivery))));
    }

    @ParameterizedTest(name = "{0}, RESP{1}, {2}")
    @MethodSource("scripts")
    void repliesAreTheSame(Script script, int protocol, Delivery delivery) {
        prepare(script);
        List<String> expected;
        try (RawClient client = RawClient.connect(SharedRedis.DIRECT.endpoint(), protocol)) {
            expected = Delivery.ONE_BY_ONE.run(client, script.lines(), new Random(Seed.value()));
        }
        prepare(script);
        try (RawClient client = proxy.connect(protocol);
                RawClient other = proxy.connect()) {
            // Another is told, so that only replies come here; with no ear for it, as nobody listens.
            String id = other.id();
            assertThat(client.call("CLIENT", "TRACKING", "ON", "REDIRECT", id)).isEqualTo("+OK\r\n");
            Comparison.assertSame(
                    script.lines(), expected, delivery.run(client, script.lines(), new Random(Seed.value())));
        }
    }

    private static void prepare(Script script) {
        SharedRedis.flush();
        if (!script.everywhere().isEmpty()) {
            SharedRedis.flushScripts();
            Stream.concat(SharedRedis.SHARDS.stream(), Stream.of(SharedRedis.DIRECT))
                    .forEach(server -> run(server, script.everywhere()));
        }
    }

    private static void run(RealRedis server, List<Script.Line> lines) {
        try (RawClient client = server.connect()) {
            Delivery.ONE_BY_ONE.run(client, lines, new Random(0));
        }
    }
}

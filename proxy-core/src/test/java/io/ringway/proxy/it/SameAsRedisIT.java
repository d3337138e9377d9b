// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import io.ringway.proxy.testing.Comparison;
import io.ringway.proxy.testing.Delivery;
import io.ringway.proxy.testing.Endpoint;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.RealRedis;
import io.ringway.proxy.testing.Script;
import io.ringway.proxy.testing.Seed;
import io.ringway.proxy.testing.SharedRedis;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The same script sent to a server directly and through the proxy is answered with the same bytes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SameAsRedisIT {
    @AutoClose
    private final ProxyFixture oneShard = ProxyFixture.before(SharedRedis.endpoints(1));

    @AutoClose
    private final ProxyFixture fourShards = ProxyFixture.before(SharedRedis.endpoints(4));
    /** What the server itself answers, by script and protocol. */
    private final Map<String, List<String>> direct = new HashMap<>();

    static Stream<Arguments> deliveries() {
        List<Arguments> cases = new ArrayList<>();
        for (Script script : Script.all()) {
            for (int protocol : new int[] {2, 3}) {
                for (int shards : new int[] {1, 4}) {
                    for (Delivery delivery : Delivery.values()) {
                        cases.add(Arguments.of(script, protocol, shards, delivery));
                    }
                }
            }
        }
        return cases.stream();
    }

    @ParameterizedTest(name = "{0}, RESP{1}, {2} shards, {3}")
    @MethodSource("deliveries")
    void theSameScriptGetsTheSameReplies(Script script, int protocol, int shards, Delivery delivery) {
        List<String> expected = direct.computeIfAbsent(script.name() + protocol, key -> askDirectly(script, protocol));

        List<String> actual =
                run(shards == 1 ? oneShard.endpoint() : fourShards.endpoint(), script, protocol, delivery);

        Comparison.assertSame(script.lines(), expected, actual);
    }

    private static List<String> askDirectly(Script script, int protocol) {
        return run(SharedRedis.DIRECT.endpoint(), script, protocol, Delivery.ONE_BY_ONE);
    }

    private static List<String> run(Endpoint endpoint, Script script, int protocol, Delivery delivery) {
        prepare(script);
        try (RawClient client = RawClient.connect(endpoint, protocol)) {
            return delivery.run(client, script.lines(), new Random(Seed.value()));
        }
    }

    private static void prepare(Script script) {
        SharedRedis.flush();
        if (script.everywhere().isEmpty()) {
            return;
        }
        SharedRedis.flushScripts();
        List<RealRedis> servers = new ArrayList<>(SharedRedis.SHARDS);
        servers.add(SharedRedis.DIRECT);
        for (RealRedis server : servers) {
            try (RawClient client = server.connect()) {
                Delivery.ONE_BY_ONE.run(client, script.everywhere(), new Random(0));
            }
        }
    }
}

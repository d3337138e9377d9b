// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import io.ringway.proxy.command.Cacheable;
import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.command.CommandTable;
import io.ringway.proxy.control.config.CacheConfig;
import io.ringway.proxy.testing.Comparison;
import io.ringway.proxy.testing.Delivery;
import io.ringway.proxy.testing.Endpoint;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.RealRedis;
import io.ringway.proxy.testing.Script;
import io.ringway.proxy.testing.Seed;
import io.ringway.proxy.testing.SharedRedis;
import io.ringway.resp.CommandFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** With a cache that remembers all it may, and every such read done four times, replies are still a server's own, byte by byte. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CachedSameAsRedisIT {
    private static final CommandTable TABLE = CommandTable.load();
    private static final int TIMES = 4;

    @AutoClose
    private final ProxyFixture proxy =
            ProxyFixture.before(SharedRedis.endpoints(4), config -> config.withCache(CacheConfig.ofSize(16 << 20)));

    static Stream<Arguments> scripts() {
        return Script.all().stream().flatMap(script -> Stream.of(Arguments.of(script, 2), Arguments.of(script, 3)));
    }

    @ParameterizedTest(name = "{0}, RESP{1}")
    @MethodSource("scripts")
    void repeatedReadsGetTheSameReplies(Script script, int protocol) {
        List<Script.Line> lines = new ArrayList<>();
        for (Script.Line line : script.lines()) {
            CommandSpec row = TABLE.find(CommandFrame.of(line.arguments().toArray(byte[][]::new)));
            boolean repeat = row != null && row.cacheable() != Cacheable.NO;
            for (int i = 0; i < (repeat ? TIMES : 1); i++) {
                lines.add(line);
            }
        }
        List<String> expected = run(SharedRedis.DIRECT.endpoint(), script, lines, protocol);
        List<String> actual = run(proxy.endpoint(), script, lines, protocol);
        Comparison.assertSame(lines, expected, actual);
    }

    private static List<String> run(Endpoint endpoint, Script script, List<Script.Line> lines, int protocol) {
        SharedRedis.flush();
        if (!script.everywhere().isEmpty()) {
            SharedRedis.flushScripts();
            Stream.concat(SharedRedis.SHARDS.stream(), Stream.of(SharedRedis.DIRECT))
                    .forEach(server -> {
                        prepare(server, script);
                    });
        }
        try (RawClient client = RawClient.connect(endpoint, protocol)) {
            return Delivery.ONE_BY_ONE.run(client, lines, new Random(Seed.value()));
        }
    }

    private static void prepare(RealRedis server, Script script) {
        try (RawClient client = server.connect()) {
            Delivery.ONE_BY_ONE.run(client, script.everywhere(), new Random(0));
        }
    }
}

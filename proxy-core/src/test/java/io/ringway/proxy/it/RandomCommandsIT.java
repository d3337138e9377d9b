// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.uring.IoUring;
import io.ringway.proxy.control.config.TransportConfig;
import io.ringway.proxy.testing.Comparison;
import io.ringway.proxy.testing.Delivery;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RandomCommands;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.Script;
import io.ringway.proxy.testing.Seed;
import io.ringway.proxy.testing.SharedRedis;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Thousands of commands by chance, in batches that are delivered by chance, get a server's own replies. */
final class RandomCommandsIT {
    private static final int COMMANDS = 6_000;
    private static final List<Delivery> DELIVERIES = List.of(Delivery.values());

    @ParameterizedTest(name = "RESP{0}, {1} shards, {2}")
    @CsvSource({"2, 1, AUTO", "3, 1, AUTO", "2, 4, AUTO", "3, 4, AUTO", "3, 4, EPOLL", "3, 4, NIO", "3, 4, IO_URING"})
    void commandsByChanceGetTheSameReplies(int protocol, int shards, TransportConfig.Kind transport) {
        assumeTrue(transport != TransportConfig.Kind.IO_URING || IoUring.isAvailable(), "no io_uring here");
        SharedRedis.flush();
        RandomCommands commands = new RandomCommands(Seed.value() + protocol + 10L * shards);
        Random random = new Random(Seed.value());
        try (ProxyFixture proxy = ProxyFixture.before(
                        SharedRedis.endpoints(shards),
                        config -> config.withTransport(new TransportConfig(transport, 2)));
                RawClient direct = RawClient.connect(SharedRedis.DIRECT.endpoint(), protocol);
                RawClient proxied = RawClient.connect(proxy.endpoint(), protocol)) {
            for (int done = 0; done < COMMANDS; ) {
                List<Script.Line> batch = commands.next(1 + random.nextInt(random.nextBoolean() ? 4 : 100));
                Delivery delivery = DELIVERIES.get(random.nextInt(DELIVERIES.size()));
                assertThatCode(() -> Comparison.assertSame(
                                batch,
                                Delivery.PIPELINED.run(direct, batch, random),
                                delivery.run(proxied, batch, random)))
                        .as("after %d commands, %s, %s", done, delivery, Seed.hint())
                        .doesNotThrowAnyException();
                done += batch.size();
            }
        }
    }
}

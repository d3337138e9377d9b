// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.control.config.CacheConfig;
import io.ringway.proxy.history.Feature;
import io.ringway.proxy.history.HistoryRun;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RealRedis;
import io.ringway.proxy.testing.Seed;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What clients see through cached proxies is what they would have seen of the shard itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CacheHistoryIT {
    private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("ringway.history.seconds", 4));

    private final RealRedis shard = RealRedis.start();

    @AfterAll
    void stop() {
        shard.close();
    }

    @Test
    void clientsOfOneProxySeeALinearizableHistory() {
        try (ProxyFixture proxy = cached()) {
            HistoryRun run = HistoryRun.start(settings(List.of(proxy), 0, EnumSet.allOf(Feature.class)));
            finish(run);
        }
    }

    private ProxyFixture cached() {
        return ProxyFixture.before(List.of(shard.endpoint()), config -> config.withCache(CacheConfig.ofSize(4 << 20)));
    }

    private HistoryRun.Settings settings(List<ProxyFixture> proxies, int directWriters, Set<Feature> features) {
        return new HistoryRun.Settings(
                proxies.stream().map(ProxyFixture::endpoint).toList(),
                shard.endpoint(),
                6,
                directWriters,
                12,
                6,
                20,
                features,
                Duration.ofMillis(500));
    }

    private static void finish(HistoryRun run) {
        Awaitility.await().pollDelay(LENGTH).atMost(LENGTH.plusSeconds(5)).until(() -> true);
        List<String> complaints = run.stop();
        System.err.println(run.operations() + " ops, failures " + run.failures() + " latest " + run.latestSight());
        assertThat(complaints).as(Seed.hint()).isEmpty();
    }
}

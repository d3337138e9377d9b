// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.BrokenRules;
import io.ringway.proxy.BrokenRules.Rule;
import io.ringway.proxy.ProxyStartException;
import io.ringway.proxy.control.config.CacheConfig;
import io.ringway.proxy.control.config.ProxyConfig;
import io.ringway.proxy.control.reload.ConfigSource;
import io.ringway.proxy.history.Feature;
import io.ringway.proxy.history.HistoryRun;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.RealRedis;
import io.ringway.proxy.testing.Seed;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What clients see through cached proxies is what a shard itself might have shown them, whatever happens meanwhile; and where a
 * rule of coherence is left out, the same clients notice. A second each; {@code -Dringway.history.seconds=600} makes it
 * millions of operations.
 */
final class CacheHistoryIT {
    private static final Logger log = LoggerFactory.getLogger(CacheHistoryIT.class);
    private static final int SECONDS = Integer.getInteger("ringway.history.seconds", 1);
    /** How long it may take until a rule that is left out is missed; mostly a second, seldom ten. */
    private static final Duration HUNT = Duration.ofSeconds(90);

    private static final int CLIENTS = 6;
    private static final int KEYS = 12;
    /** What servers tell others of. */
    private static final Set<Feature> ANNOUNCED = EnumSet.complementOf(EnumSet.of(Feature.SWAPS));

    private static final int PIPELINE = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    /** With faults that hold news up: until silence is noticed, and some more. */
    private static final Duration PATIENCE_WITH_FAULTS = Duration.ofSeconds(8);

    /** What a cache may become: of another size, with other tables, with other rules, and none. */
    private static final List<CacheConfig> CONFIGS = List.of(
            CacheConfig.ofSize(8 << 20),
            CacheConfig.OFF,
            CacheConfig.ofSize(1 << 20),
            CacheConfig.ofSize(32 << 20),
            new CacheConfig(
                    32 << 20,
                    1 << 10,
                    Duration.ofMillis(50),
                    List.of(new CacheConfig.Rule("r", CacheConfig.Mode.CACHE, Duration.ofSeconds(1), 1 << 10)),
                    List.of()),
            CacheConfig.ofSize(4 << 20));

    @AutoClose
    private final RealRedis shard = RealRedis.start();

    @Test
    void clientsOfOneProxySeeALinearizableHistory() {
        try (ProxyFixture proxy = cached()) {
            check(HistoryRun.start(settings(List.of(proxy), 0, EnumSet.allOf(Feature.class), PATIENCE)), () -> {});
        }
    }

    @Test
    void clientsOfOneProxySeeALinearizableHistoryOverSeveralShards() {
        try (RealRedis second = RealRedis.start();
                RealRedis third = RealRedis.start();
                ProxyFixture proxy = ProxyFixture.before(
                        List.of(shard.endpoint(), second.endpoint(), third.endpoint()),
                        config -> config.withCache(CacheConfig.ofSize(4 << 20)))) {
            check(HistoryRun.start(settings(List.of(proxy), 0, ANNOUNCED, PATIENCE)), () -> {});
        }
    }

    @Test
    void ownWritesDoNotDependOnNewsFromTheShard() {
        try (ProxyFixture proxy = broken(EnumSet.of(Rule.KEY_NEWS, Rule.EMPTYING_NEWS))) {
            Set<Feature> features = EnumSet.complementOf(EnumSet.of(Feature.FLUSHES));
            check(HistoryRun.start(settings(List.of(proxy), 0, features, PATIENCE)), () -> {});
        }
    }

    @Test
    void clientsOfTwoProxiesBesideOthersSeeNothingOutdated() {
        try (ProxyFixture one = cached();
                ProxyFixture other = cached()) {
            check(HistoryRun.start(settings(List.of(one, other), 2, ANNOUNCED, PATIENCE)), () -> {});
        }
    }

    @Test
    void nothingOutdatedIsSeenWhenConnectionsAreKilled() {
        try (ProxyFixture one = cached();
                ProxyFixture other = cached()) {
            HistoryRun run = HistoryRun.start(settings(List.of(one, other), 2, ANNOUNCED, PATIENCE_WITH_FAULTS));
            check(run, () -> direct("CLIENT", "KILL", "TYPE", "normal"));
        }
    }

    @Test
    void nothingOutdatedIsSeenInAStormOfReconnects() {
        try (ProxyFixture one = cached();
                ProxyFixture other = cached()) {
            HistoryRun run = HistoryRun.start(settings(List.of(one, other), 2, ANNOUNCED, PATIENCE_WITH_FAULTS));
            check(run, () -> {
                for (int i = 0; i < 30; i++) {
                    direct("CLIENT", "KILL", "TYPE", i % 3 == 0 ? "pubsub" : "normal");
                }
            });
        }
    }

    @Test
    void clientsSeeALinearizableHistoryWhileTheCacheIsConfiguredOtherwise() throws Exception {
        AtomicInteger reloads = new AtomicInteger();
        ConfigSource source = () -> config().withCache(CONFIGS.get(reloads.getAndIncrement() % CONFIGS.size()));
        try (ProxyFixture proxy = ProxyFixture.of(BrokenRules.start(config(), source, EnumSet.noneOf(Rule.class)))) {
            HistoryRun run = HistoryRun.start(settings(List.of(proxy), 0, EnumSet.allOf(Feature.class), PATIENCE));
            check(run, () -> {
                for (int i = 0; i < 5; i++) {
                    assertThat(reload(proxy)).startsWith("*");
                    pause(20);
                }
            });
        }
    }

    private static String reload(ProxyFixture proxy) {
        try (RawClient client = proxy.connect()) {
            return client.call("RINGWAY", "CONFIG", "RELOAD");
        }
    }

    @Test
    void nothingOutdatedIsSeenWhenTheShardStopsAndGoesOn() {
        try (ProxyFixture one = cached();
                ProxyFixture other = cached()) {
            HistoryRun run = HistoryRun.start(
                    settings(List.of(one, other), 2, EnumSet.of(Feature.SCRIPTS), PATIENCE_WITH_FAULTS));
            check(run, () -> {
                shard.freeze();
                pause(100);
                shard.thaw();
            });
        }
    }

    @Test
    void nothingOutdatedIsSeenWhenTheShardIsKilledAndStartsEmpty() {
        try (ProxyFixture one = cached();
                ProxyFixture other = cached()) {
            HistoryRun run = HistoryRun.start(settings(
                    List.of(one, other), 2, EnumSet.of(Feature.EXPIRY, Feature.RENAMES), PATIENCE_WITH_FAULTS));
            check(run, () -> {
                long begun = run.emptyingBegins();
                shard.restart();
                run.emptyingEnds(begun);
            });
        }
    }

    @Test
    void nothingOutdatedIsSeenWhenTheShardForgetsWhatItTracksAndEvicts() {
        direct("CONFIG", "SET", "tracking-table-max-keys", "3");
        direct("CONFIG", "SET", "maxmemory-policy", "allkeys-random");
        try (ProxyFixture one = cached();
                ProxyFixture other = cached()) {
            HistoryRun run = HistoryRun.start(settings(List.of(one, other), 2, ANNOUNCED, PATIENCE_WITH_FAULTS));
            check(run, () -> {
                long begun = run.emptyingBegins();
                direct("CONFIG", "SET", "maxmemory", "1");
                direct("CONFIG", "SET", "maxmemory", "0");
                run.emptyingEnds(begun);
            });
        }
    }

    static Stream<Arguments> rules() {
        Set<Feature> none = EnumSet.noneOf(Feature.class);
        // Where news comes, it hides for all but a moment what the rules for own writes are for.
        return Stream.of(
                Arguments.of(EnumSet.of(Rule.WRITE_DONE, Rule.KEY_NEWS), 0, 20, none),
                Arguments.of(EnumSet.of(Rule.WRITE_SENT, Rule.KEY_NEWS), 0, 20, none),
                Arguments.of(EnumSet.of(Rule.UNKNOWN_KEYS, Rule.KEY_NEWS), 0, 20, EnumSet.of(Feature.UNDECLARED_KEYS)),
                Arguments.of(EnumSet.of(Rule.LIFETIME, Rule.KEY_NEWS), 0, 20, EnumSet.of(Feature.EXPIRY)),
                // Where clients write, they make up for what is not told of others.
                Arguments.of(EnumSet.of(Rule.KEY_NEWS), 2, 0, none),
                Arguments.of(EnumSet.of(Rule.EMPTYING_NEWS, Rule.KEY_NEWS), 2, 0, EnumSet.of(Feature.FLUSHES)));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aRuleThatIsLeftOutIsMissed(Set<Rule> rules, int directWriters, int writePercent, Set<Feature> features) {
        try (ProxyFixture proxy = broken(rules)) {
            List<String> complaints = List.of();
            long end = System.nanoTime() + HUNT.toNanos();
            while (complaints.isEmpty() && System.nanoTime() < end) {
                HistoryRun run = HistoryRun.start(
                        settings(List.of(proxy), directWriters, writePercent, features, Duration.ofMillis(200)));
                pause(500);
                complaints = run.stop();
            }
            assertThat(complaints).as(Seed.hint()).isNotEmpty();
        }
    }

    @Test
    void whatALostConnectionReadIsForgottenAndWouldOtherwiseStay() {
        // A history hardly shows it: news of the same key for a later reader makes up for it.
        assertThat(afterKill(EnumSet.noneOf(Rule.class))).isEqualTo("$3\r\nnew\r\n");
        assertThat(afterKill(EnumSet.of(Rule.LOST_LANE))).isEqualTo("$3\r\nold\r\n");
    }

    /** What a key that was remembered is, when connections were killed and others wrote. */
    private String afterKill(Set<Rule> rules) {
        direct("SET", "k", "old");
        try (ProxyFixture proxy = broken(rules);
                RawClient client = proxy.connect()) {
            Awaitility.await().until(() -> {
                client.call("GET", "k");
                return client.call("RINGWAY", "CACHE", "INSPECT", "k").contains("current=1");
            });
            direct("CLIENT", "KILL", "TYPE", "normal");
            direct("SET", "k", "new");
            pause(300);
            return client.call("GET", "k");
        }
    }

    private void check(HistoryRun run, Runnable fault) {
        long end = System.nanoTime() + SECONDS * 1_000_000_000L;
        while (System.nanoTime() < end) {
            pause(300);
            fault.run();
        }
        List<String> complaints = run.stop();
        log.info(
                "history operations={} failed={} latest-foreign-write-ms={} {}",
                run.operations(),
                run.failures(),
                run.latestSight().toMillis(),
                Seed.hint());
        assertThat(complaints).as(Seed.hint()).isEmpty();
    }

    private ProxyConfig config() {
        return ProxyFixture.config(List.of(shard.endpoint())).withCache(CacheConfig.ofSize(4 << 20));
    }

    private ProxyFixture cached() {
        return broken(EnumSet.noneOf(Rule.class));
    }

    private ProxyFixture broken(Set<Rule> rules) {
        try {
            return ProxyFixture.of(BrokenRules.start(config(), rules));
        } catch (ProxyStartException e) {
            throw new IllegalStateException(e);
        }
    }

    private void direct(String... command) {
        try (RawClient client = shard.connect()) {
            client.call(command);
        }
    }

    private HistoryRun.Settings settings(
            List<ProxyFixture> proxies, int directWriters, Set<Feature> features, Duration patience) {
        return settings(proxies, directWriters, 20, features, patience);
    }

    private HistoryRun.Settings settings(
            List<ProxyFixture> proxies, int directWriters, int writePercent, Set<Feature> features, Duration patience) {
        return new HistoryRun.Settings(
                proxies.stream().map(ProxyFixture::endpoint).toList(),
                shard.endpoint(),
                CLIENTS,
                directWriters,
                KEYS,
                PIPELINE,
                writePercent,
                features,
                patience);
    }

    private static void pause(long millis) {
        Awaitility.await()
                .pollDelay(Duration.ofMillis(millis))
                .atMost(Duration.ofMillis(millis + 5000))
                .until(() -> true);
    }
}

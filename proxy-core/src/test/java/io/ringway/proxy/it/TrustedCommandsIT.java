// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.BrokenRules;
import io.ringway.proxy.ProxyStartException;
import io.ringway.proxy.control.config.CacheConfig;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.RealRedis;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Replies of commands that the proxy has never heard of are remembered where its configuration trusts them. Servers that have
 * renamed some stand for those with modules, as {@link UnlistedCommandsIT} has it.
 */
final class TrustedCommandsIT {
    private static final String[] TRUSTED = {"toy.get", "toy.set", "toy.mget", "toy.incr", "toy.rename", "toy.eval"};
    private static final Set<BrokenRules.Rule> NO_NEWS =
            EnumSet.of(BrokenRules.Rule.KEY_NEWS, BrokenRules.Rule.EMPTYING_NEWS);

    @SuppressWarnings("NullAway.Init") // set before all tests
    @AutoClose
    private static RealRedis server;

    @BeforeAll
    static void start() {
        server = RealRedis.start(
                "--rename-command",
                "GET",
                "toy.get",
                "--rename-command",
                "SET",
                "toy.set",
                "--rename-command",
                "MGET",
                "toy.mget",
                "--rename-command",
                "INCR",
                "toy.incr",
                "--rename-command",
                "RENAME",
                "toy.rename",
                "--rename-command",
                "EVAL",
                "toy.eval",
                "--rename-command",
                "STRLEN",
                "toy.strlen");
    }

    @Test
    void whatATrustedCommandReadsIsRememberedUntilItIsWrittenWithoutNewsFromTheShard() {
        try (ProxyFixture proxy = proxy(NO_NEWS);
                RawClient client = proxy.connect()) {
            client.call("TOY.SET", "k", "a");
            client.call("TOY.SET", "other", "b");
            proxy.warm(client, "TOY.GET", "other");
            for (int i = 0; i < 50; i++) {
                client.call("TOY.SET", "k", "v" + i);
                for (int read = 0; read < 3; read++) {
                    assertThat(client.call("toy.get", "k")).endsWith("v" + i + "\r\n");
                }
            }
            assertHit(proxy, client, "$1\r\nb\r\n", "TOY.GET", "other");
            client.call("TOY.RENAME", "k", "other");
            assertThat(client.call("TOY.GET", "other")).endsWith("v49\r\n");
            proxy.warm(client, "TOY.GET", "other");
            client.call("TOY.EVAL", "return redis.call('append', 'other', 'x')", "0");
            assertThat(client.call("TOY.GET", "other")).endsWith("v49x\r\n");
        }
    }

    @Test
    void whatOthersWriteIsSeenOnceTheShardHasToldOfIt() {
        try (ProxyFixture proxy = proxy(EnumSet.noneOf(BrokenRules.Rule.class));
                RawClient client = proxy.connect();
                RawClient direct = server.connect()) {
            direct.call("TOY.SET", "k", "old");
            proxy.warm(client, "TOY.GET", "k");
            direct.call("TOY.SET", "k", "new");
            Awaitility.await().until(() -> client.call("TOY.GET", "k").endsWith("new\r\n"));
        }
    }

    @Test
    void whatBecomesOfEachIsTold() {
        try (ProxyFixture proxy = proxy(EnumSet.noneOf(BrokenRules.Rule.class));
                RawClient client = proxy.connect()) {
            for (String[] command : List.of(
                    new String[] {"TOY.GET", "a"},
                    new String[] {"TOY.SET", "a", "1"},
                    new String[] {"TOY.MGET", "a"},
                    new String[] {"TOY.EVAL", "return 1", "0"},
                    new String[] {"TOY.STRLEN", "a"})) {
                client.call(command);
            }
            assertThat(client.call("RINGWAY", "CACHE", "STATS"))
                    .contains(
                            "trusted_toy.get:remembered",
                            "trusted_toy.set:makes its keys be read anew, and not the whole shard",
                            "trusted_toy.mget:not remembered: it has more than one key",
                            "trusted_toy.eval:ignored: the shard says neither that it reads nor that it writes",
                            "trusted_toy.incr:not used yet")
                    .doesNotContain("toy.strlen");
        }
    }

    @Test
    void aCommandThatIsNotTrustedIsNeverRemembered() {
        try (ProxyFixture proxy = proxy(EnumSet.noneOf(BrokenRules.Rule.class));
                RawClient client = proxy.connect()) {
            for (int i = 0; i < 10; i++) {
                client.call("TOY.STRLEN", "k");
                client.call("TOY.MGET", "k");
            }
            assertThat(proxy.figure("cache_entries")).isZero();
            proxy.warm(client, "TOY.GET", "k");
            assertThat(client.call("RINGWAY", "CACHE", "INSPECT", "k")).contains("command=toy.get arguments=\"k\"");
        }
    }

    private static ProxyFixture proxy(Set<BrokenRules.Rule> broken) {
        try {
            ProxyFixture proxy = ProxyFixture.of(BrokenRules.start(
                    ProxyFixture.config(List.of(server.endpoint()))
                            .withCache(CacheConfig.ofSize(4 << 20).withTrustedCommands(TRUSTED)),
                    broken));
            Awaitility.await().until(() -> proxy.figure("cache_armed") == 1);
            return proxy;
        } catch (ProxyStartException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertHit(ProxyFixture proxy, RawClient client, String reply, String... command) {
        long before = proxy.hits();
        assertThat(client.call(command)).isEqualTo(reply);
        assertThat(proxy.hits()).isEqualTo(before + 1);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.control.config.PlacementConfig;
import io.ringway.proxy.testing.OnEmptyServers;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.SharedRedis;
import io.ringway.sharding.PlacementRule;
import io.ringway.sharding.PlacementRules;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Applications whose keys have no hash tags, through a proxy that pins two databases to one shard of four and a prefix to another. */
@OnEmptyServers
final class PlacementRulesIT {
    private static final int PREFIX_SHARD = 1;
    private static final int DATABASE_SHARD = 2;
    private static final String SET_BOTH =
            "redis.call('SET', KEYS[1], ARGV[1]) return redis.call('SET', KEYS[2], ARGV[1])";

    @SuppressWarnings("NullAway.Init") // set before all tests
    @AutoClose
    private static ProxyFixture proxy;

    @BeforeAll
    static void start() {
        PlacementRules rules = new PlacementRules(List.of(
                new PlacementRule.Database(3, "shard" + DATABASE_SHARD),
                new PlacementRule.Prefix("celery", "shard" + PREFIX_SHARD),
                new PlacementRule.Database(4, "shard" + DATABASE_SHARD)));
        proxy = ProxyFixture.before(
                SharedRedis.endpoints(4),
                config -> config.withStore(config.store().withPlacement(PlacementConfig.DEFAULT.withRules(rules))));
    }

    @Test
    void inAPinnedDatabaseCommandsTakeAnyKeysTogether() {
        try (RawClient client = proxy.connect()) {
            client.call("SELECT", "3");
            assertThat(client.call("MSETNX", "a", "1", "b", "2", "c", "3", "d", "4"))
                    .isEqualTo(":1\r\n");
            assertThat(client.call("EVAL", SET_BOTH, "2", "e", "f", "5")).isEqualTo("+OK\r\n");
            assertThat(client.call("EVAL", "return redis.call('DBSIZE')", "0")).isEqualTo(":6\r\n");
            client.call("RPUSH", "list", "b", "a");
            assertThat(client.call("SORT", "list", "BY", "*", "GET", "*")).isEqualTo("*2\r\n$1\r\n1\r\n$1\r\n2\r\n");
            assertThat(client.call("SCAN", "0", "COUNT", "100")).startsWith("*2\r\n$1\r\n0\r\n*7\r\n");
            assertThat(client.call("DBSIZE")).isEqualTo(":7\r\n");
        }
        assertThat(keysByShard(3)).containsExactly(0, 0, 7, 0);
    }

    @Test
    void underAPinnedPrefixCommandsTakeAnyKeysTogether() {
        try (RawClient client = proxy.connect()) {
            assertThat(client.call("MSETNX", "celery", "1", "celery-a", "2", "celery-b", "3", "celery-c", "4"))
                    .isEqualTo(":1\r\n");
            assertThat(client.call("EVAL", SET_BOTH, "2", "celery:e", "celery:{f}", "5"))
                    .isEqualTo("+OK\r\n");
            assertThat(client.call("MGET", "celery", "celery:{f}")).isEqualTo("*2\r\n$1\r\n1\r\n$1\r\n5\r\n");
        }
        assertThat(keysByShard(0)).containsExactly(0, 6, 0, 0);
    }

    @Test
    void keysMoveToOtherDatabasesOnTheSameShardOnly() {
        try (RawClient client = proxy.connect()) {
            int moved = 0;
            for (int i = 0; i < 20; i++) {
                client.call("SET", "key:" + i, "x");
                assertThat(client.call("COPY", "key:" + i, "{key:" + i + "}copy", "DB", "1"))
                        .isEqualTo(":1\r\n");
                String reply = client.call("MOVE", "key:" + i, "3");
                assertThat(reply).matches("(?s):1\r\n|-CROSSSLOT MOVE cannot reach the other database: .*");
                moved += reply.startsWith(":") ? 1 : 0;
            }
            assertThat(moved).isBetween(1, 12);
            client.call("SELECT", "3");
            assertThat(client.call("DBSIZE")).isEqualTo(":" + moved + "\r\n");
        }
    }

    @Test
    void theFirstRuleDecidesWhereBothFit() {
        try (RawClient client = proxy.connect()) {
            client.call("SELECT", "4");
            assertThat(client.call("MSET", "celery", "1", "other", "2")).isEqualTo("+OK\r\n");
            assertThat(client.call("MSETNX", "celery", "1", "other", "2")).startsWith("-CROSSSLOT");
            client.call("SELECT", "3");
            assertThat(client.call("MSETNX", "celery", "1", "other", "2")).isEqualTo(":1\r\n");
        }
        assertThat(keysByShard(4)).containsExactly(0, 1, 1, 0);
        assertThat(keysByShard(3)).containsExactly(0, 0, 2, 0);
    }

    @Test
    void keysThatNoRuleNamesAreSpreadAsEver() {
        try (RawClient client = proxy.connect()) {
            for (int i = 0; i < 100; i++) {
                client.call("SET", "user:" + i, "x");
            }
            assertThat(client.call("MSETNX", "a", "1", "b", "2", "c", "3", "d", "4"))
                    .startsWith("-CROSSSLOT");
        }
        assertThat(keysByShard(0)).allMatch(count -> count > 5);
    }

    @Test
    void theProxyTellsWhichRuleDecided() {
        try (RawClient client = proxy.connect()) {
            assertThat(client.call("RINGWAY", "ROUTE", "celery", "a{tag}"))
                    .contains("key=\"celery\" shard=shard1 ", " db=0 rule=\"prefix celery\"\r\n", " tag=\"tag\"\r\n");
            client.call("SELECT", "3");
            assertThat(client.call("RINGWAY", "ROUTE", "a{tag}"))
                    .contains("shard=shard2 ", " db=3 rule=\"database 3\"\r\n");
            assertThat(client.call("RINGWAY", "CONFIG", "store.placement.rules*"))
                    .contains("+store.placement.rules.2: prefix celery on shard1\r\n")
                    .contains("+store.placement.rules.1: database 3 on shard2\r\n");
        }
    }

    private static List<Integer> keysByShard(int database) {
        return SharedRedis.SHARDS.stream()
                .map(shard -> {
                    try (RawClient direct = shard.connect()) {
                        direct.call("SELECT", Integer.toString(database));
                        return Integer.parseInt(direct.call("DBSIZE").replaceAll("[:\r\n]", ""));
                    }
                })
                .toList();
    }
}

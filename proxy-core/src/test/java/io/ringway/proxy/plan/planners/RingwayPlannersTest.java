// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.plan.ProxyView.ShardState;
import io.ringway.proxy.session.Users;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RingwayPlannersTest {
    private final LocalClient client = new LocalClient(Users.OPEN, new FakeShards("one", "two"));

    @BeforeEach
    void thereAreTwoShards() {
        client.proxy = FakeProxy.EMPTY
                .withShards(
                        new ShardState("one", "127.0.0.1:7001", 1, "ready"),
                        new ShardState("two", "127.0.0.1:7002", 3, "down"))
                .withSettings(new TreeMap<>(Map.of("listen", "127.0.0.1:6380", "store.name", "main")));
    }

    @Test
    void routeTellsWhereKeysLive() {
        client.call("SELECT", "3");

        assertThat(client.call("RINGWAY", "ROUTE", "a", "b"))
                .isEqualTo(String.join(
                        "\r\n",
                        "*2",
                        "+key=\"a\" shard=two endpoint=127.0.0.1:7002 state=down db=3",
                        "+key=\"b\" shard=one endpoint=127.0.0.1:7001 state=ready db=3",
                        ""));
    }

    @Test
    void routeTellsTheHashTag() {
        assertThat(client.call("ringway", "route", "user:{42}:name"))
                .isEqualTo(
                        "*1\r\n+key=\"user:{42}:name\" shard=two endpoint=127.0.0.1:7002 state=down db=0 tag=\"42\"\r\n");
    }

    @Test
    void routeShowsAnyBytesInOneLine() {
        assertThat(client.call("RINGWAY", "ROUTE", "\"\\\r\n\t\0\u00ff"))
                .contains("key=\"\\\"\\\\\\r\\n\\t\\x00\\xff\" shard=");
    }

    @Test
    void shardsAreListedWithTheirState() {
        assertThat(client.call("RINGWAY", "SHARDS"))
                .isEqualTo(String.join(
                        "\r\n",
                        "*2",
                        "+name=one endpoint=127.0.0.1:7001 weight=1 state=ready",
                        "+name=two endpoint=127.0.0.1:7002 weight=3 state=down",
                        ""));
    }

    @Test
    void configListsSettings() {
        assertThat(client.call("RINGWAY", "CONFIG"))
                .isEqualTo("*2\r\n+listen: 127.0.0.1:6380\r\n+store.name: main\r\n");
        assertThat(client.call("RINGWAY", "CONFIG", "STORE.*", "nonsense")).isEqualTo("*1\r\n+store.name: main\r\n");
    }

    @Test
    void configReloadIsLeftToTheProxy() {
        assertThat(client.call("RINGWAY", "CONFIG", "reload"))
                .isEqualTo("-ERR there is no configuration to read again\r\n");
    }

    @Test
    void versionIsOurs() {
        assertThat(client.call("RINGWAY", "VERSION")).isEqualTo("$5\r\n0.1.0\r\n");
    }

    @Test
    void helpListsTheSubcommands() {
        assertThat(client.call("RINGWAY", "HELP")).contains("+CONFIG", "+ROUTE <key>", "+SHARDS", "+VERSION", "+HELP");
    }
}

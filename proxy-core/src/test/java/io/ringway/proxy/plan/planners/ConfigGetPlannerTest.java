// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.plan.ProxyView.ShardState;
import io.ringway.resp.RespValue;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConfigGetPlannerTest {
    private final LocalClient client = LocalClient.open();

    @Test
    void whatIsOursNeedsNoShard() {
        assertThat(client.call("CONFIG", "GET", "DataBases", "port"))
                .isEqualTo("*4\r\n$9\r\nDataBases\r\n$2\r\n16\r\n$4\r\nport\r\n$4\r\n6380\r\n");
    }

    @Test
    void allElseIsTheShards() {
        client.shardReplies = List.of(pairs("maxmemory-policy", "noeviction"));

        assertThat(client.call("CONFIG", "GET", "maxmemory-policy"))
                .isEqualTo("*2\r\n$16\r\nmaxmemory-policy\r\n$10\r\nnoeviction\r\n");
    }

    @Test
    void ourValuesReplaceTheShardsOwnInItsOrder() {
        client.call("HELLO", "3");
        client.shardReplies = List.of(new RespValue.MapOf(List.of(
                RespValue.bulk("port"), RespValue.bulk("7001"), RespValue.bulk("pidfile"), RespValue.bulk(""))));

        assertThat(client.call("CONFIG", "GET", "P*"))
                .isEqualTo("%2\r\n$4\r\nport\r\n$4\r\n6380\r\n$7\r\npidfile\r\n$0\r\n\r\n");
    }

    @Test
    void passwordsAreNeverTold() {
        client.shardReplies = List.of(pairs("requirepass", "secret", "MasterAuth", "secret", "maxclients", "10"));

        assertThat(client.call("CONFIG", "GET", "*")).contains("maxclients").doesNotContain("secret", "requirepass");
    }

    @Test
    void aDeadShardDoesNotMatter() {
        client.shardReplies = List.of(RespValue.error("ERR down"), pairs("maxmemory", "5"));

        assertThat(client.call("CONFIG", "GET", "maxmemory")).isEqualTo("*2\r\n$9\r\nmaxmemory\r\n$1\r\n5\r\n");
    }

    @Test
    void withoutAnyShardItFails() {
        client.shardReplies = List.of(RespValue.error("ERR down"), RespValue.error("ERR down too"));

        assertThat(client.call("CONFIG", "GET", "*")).isEqualTo("-ERR down\r\n");
    }

    @Test
    void aValueThatShardsDoNotAgreeOnIsToldByShard() {
        client.proxy = FakeProxy.EMPTY.withShards(
                new ShardState("one", "h:1", 1, "ready"), new ShardState("two", "h:2", 1, "ready"));
        client.shardReplies = List.of(pairs("maxmemory", "5", "save", ""), pairs("maxmemory", "7", "save", ""));

        assertThat(client.call("CONFIG", "GET", "maxmemory", "save"))
                .isEqualTo("*4\r\n$9\r\nmaxmemory\r\n$11\r\none=5 two=7\r\n$4\r\nsave\r\n$0\r\n\r\n");
    }

    private static RespValue pairs(String... words) {
        return new RespValue.Array(List.of(words).stream().map(RespValue::bulk).toList());
    }
}

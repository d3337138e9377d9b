// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.session.Users;
import io.ringway.resp.RespValue;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConfigSetPlannerTest {
    private final LocalClient client = new LocalClient(Users.OPEN, new FakeShards("one", "two"));

    @Test
    void theSlowLogsParametersAreOurs() {
        assertThat(client.call("CONFIG", "SET", "SlowLog-Max-Len", "7", "slowlog-log-slower-than", "-1"))
                .isEqualTo("+OK\r\n");
        assertThat(client.call("CONFIG", "GET", "slowlog-max-len", "slowlog-log-slower-than"))
                .isEqualTo("*4\r\n$15\r\nslowlog-max-len\r\n$1\r\n7\r\n$23\r\nslowlog-log-slower-than\r\n$2\r\n-1\r\n");
    }

    @Test
    void theOthersGoToAllShards() {
        client.shardReplies = List.of(RespValue.OK, RespValue.OK);
        assertThat(client.call("CONFIG", "SET", "maxmemory", "5")).isEqualTo("+OK\r\n");
        assertThat(client.sent).isEmpty();
    }

    @Test
    void oursTakeEffectWhereTheShardsTookTheirs() {
        client.shardReplies = List.of(RespValue.OK, RespValue.OK);
        assertThat(client.call("CONFIG", "SET", "maxmemory", "5", "slowlog-max-len", "7", "save", ""))
                .isEqualTo("+OK\r\n");
        assertThat(client.sent).containsExactly("CONFIG", "SET", "maxmemory", "5", "save", "");
        assertThat(client.slowLog.maxLength()).isEqualTo(7);

        client.shardReplies = List.of(RespValue.error("ERR no"), RespValue.error("ERR no"));
        assertThat(client.call("CONFIG", "SET", "maxmemory", "x", "slowlog-max-len", "8"))
                .isEqualTo("-ERR no\r\n");
        assertThat(client.slowLog.maxLength()).isEqualTo(7);
    }

    @Test
    void whereOneShardFailsTheErrorSaysThatOthersDidNot() {
        client.shardReplies = List.of(RespValue.OK, RespValue.error("ERR CONFIG SET failed"));
        assertThat(client.call("CONFIG", "SET", "maxmemory", "5"))
                .isEqualTo("-ERR CONFIG SET failed; this is a part of the command, and other shards may have executed"
                        + " theirs\r\n");
    }

    @Test
    void whatTheConfigurationDecidesIsRefused() {
        for (String name : List.of("port", "databases", "requirepass", "Protected-Mode")) {
            assertThat(client.call("CONFIG", "SET", "maxmemory", "5", name, "1"))
                    .startsWith("-ERR CONFIG SET failed (possibly related to argument '" + name + "') - it ");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.session.Users;
import io.ringway.resp.RespValue;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class InfoPlannerTest {
    private static final String OURS = "# Ringway\r\nringway_version:0.1.0\r\n";

    private final LocalClient client = new LocalClient(Users.OPEN, new FakeShards("one", "two"));

    @BeforeEach
    void theProxyHasAFigure() {
        client.proxy = FakeProxy.EMPTY.withFigures(Map.of("ringway_version", "0.1.0"));
    }

    @Test
    void ourSectionNeedsNoShard() {
        assertThat(client.call("INFO", "RingWay")).isEqualTo(bulk(OURS));
    }

    @Test
    void oneShardsTextIsLeftAsItIs() {
        String text = "# Server\r\nweird line\r\nredis_version:7.0.15\r\n\r\n# Keyspace\r\n";
        client.shardReplies = List.of(RespValue.bulk(text));

        assertThat(client.call("INFO")).isEqualTo(bulk(text + "\r\n" + OURS));
    }

    @Test
    void infoIsAVerbatimTextInResp3() {
        client.call("HELLO", "3");
        client.shardReplies = List.of(new RespValue.Verbatim("txt", ""));

        assertThat(client.call("INFO", "nonsense")).isEqualTo("=4\r\ntxt:\r\n");
    }

    @Test
    void theClientsOwnFrameIsSentUnlessOurSectionIsInIt() {
        client.call("INFO", "memory", "cpu");
        assertThat(client.sent).isEmpty();

        client.call("INFO", "memory", "ringway", "cpu");
        assertThat(client.sent).containsExactly("INFO", "memory", "cpu");
    }

    @Test
    void ourSectionBelongsToAll() {
        client.shardReplies = List.of(RespValue.bulk("# CPU\r\n"));

        assertThat(client.call("INFO", "ALL")).contains(OURS);
        assertThat(client.call("INFO", "everything")).contains(OURS);
        assertThat(client.call("INFO", "cpu", "default")).contains(OURS);
        assertThat(client.call("INFO", "cpu")).doesNotContain("Ringway");
    }

    @Test
    void aDeadShardIsLeftOutAndThatIsSaid() {
        client.shardReplies =
                List.of(RespValue.error("ERR shard one is down"), RespValue.bulk("# Server\r\nrun_id:2\r\n"));

        assertThat(client.call("INFO", "server"))
                .isEqualTo(bulk(String.join(
                        "\r\n",
                        "# Server",
                        "run_id:2",
                        "",
                        "# Ringway",
                        "info_shards_answered:1",
                        "info_shards_missing:1",
                        "ringway_version:0.1.0",
                        "")));
    }

    @Test
    void withoutAnyShardThereIsNothingToTell() {
        client.shardReplies = List.of(RespValue.error("ERR one is down"), RespValue.error("ERR two is down"));

        assertThat(client.call("INFO")).isEqualTo("-ERR one is down\r\n");
    }

    private static String bulk(String text) {
        return "$" + text.length() + "\r\n" + text + "\r\n";
    }
}

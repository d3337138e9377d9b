// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.proxy.control.config.PinnedConfig;
import io.ringway.proxy.control.config.ProxyConfig;
import io.ringway.proxy.testing.Fault;
import io.ringway.proxy.testing.FaultLink;
import io.ringway.proxy.testing.OnEmptyServers;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.ShardTags;
import io.ringway.proxy.testing.SharedRedis;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whoever sees that a client blocks may rely on its shard having the command. */
@OnEmptyServers
final class BlockedClientsIT {
    private static final String KEY = ShardTags.key(0, "queue");

    @Test
    void whoWaitsInTheLineForAConnectionDoesNotBlockYet() {
        try (ProxyFixture proxy = ProxyFixture.lending(1, Duration.ofSeconds(20));
                RawClient first = proxy.connect();
                RawClient second = proxy.connect();
                RawClient other = proxy.connect()) {
            first.send("BLPOP", KEY, "0");
            await().until(() -> blocked(other) == 1);
            second.send("BLPOP", KEY, "0");
            await().until(() -> proxy.figure("pinned_waiting") == 1);

            assertThat(blocked(other)).isEqualTo(1);
            other.call("RPUSH", KEY, "job");
            assertThat(first.reply()).endsWith("job\r\n");
            await().until(() -> blocked(other) == 1);
            other.call("RPUSH", KEY, "another");
            assertThat(second.reply()).endsWith("another\r\n");
            await().until(() -> blocked(other) == 0);
        }
    }

    @Test
    void whoWaitsWhileItsConnectionIsOpenedDoesNotBlockYet() {
        try (FaultLink link = FaultLink.to(SharedRedis.endpoints(1).get(0));
                ProxyFixture proxy =
                        ProxyFixture.before(List.of(link.endpoint()), BlockedClientsIT::withNoneOpenedAhead);
                RawClient waiting = proxy.connect();
                RawClient other = proxy.connect()) {
            String id = waiting.id();
            link.toServer(Fault.STALL);
            waiting.send("BLPOP", KEY, "0");
            await().until(() -> proxy.figure("pinned_lent") == 1);
            assertThat(other.call("CLIENT", "LIST", "ID", id)).contains(" flags=N ");

            link.toServer(Fault.NONE);
            await().until(() -> other.call("CLIENT", "LIST", "ID", id).contains(" flags=b "));
            assertThat(other.call("RPUSH", KEY, "job")).isEqualTo(":1\r\n");
            assertThat(waiting.reply()).endsWith("job\r\n");
        }
    }

    private static ProxyConfig withNoneOpenedAhead(ProxyConfig config) {
        return config.withStore(config.store().withPinned(new PinnedConfig(10, 0, Duration.ofSeconds(20))));
    }

    /** What INFO says, which is of the proxy's clients. */
    private static int blocked(RawClient client) {
        String info = client.call("INFO", "clients");
        int at = info.indexOf("\nblocked_clients:") + "\nblocked_clients:".length();
        return Integer.parseInt(info.substring(at, info.indexOf('\r', at)));
    }
}

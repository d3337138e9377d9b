// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.backend.ScriptedShard.Connection;
import io.ringway.proxy.testing.RawClient;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** How the lanes of a client that tracks keys follow what the client says meanwhile. */
final class ClientTrackingTest {
    @AutoClose
    private final FrontendFixture with = new FrontendFixture();

    @Test
    void whatAClientWishesWhileALaneConnectsIsSaidOnceItHas() {
        RawClient client = with.connect();
        assertThat(client.call("CLIENT", "TRACKING", "ON")).isEqualTo("+OK\r\n");
        assertThat(client.call("SELECT", "1")).isEqualTo("+OK\r\n");
        Connection shard = with.shardA.accept();
        shard.expect("HELLO", "SELECT 1", "CLIENT SETNAME ringway", "CLIENT TRACKING ON");

        assertThat(client.call("CLIENT", "NO-TOUCH", "ON")).isEqualTo("+OK\r\n");

        shard.send("*0\r\n" + "+OK\r\n".repeat(3));
        shard.expect("SELECT 1", "CLIENT NO-TOUCH ON");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.SharedRedis;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that are not Java work through the proxy, where this machine has them or can install them. The scripts are in
 * {@code src/test/clients} and run against any proxy.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OtherClientsIT {
    private static final Path SCRIPT = Path.of("src/test/clients/run");

    @AutoClose
    private final ProxyFixture proxy = ProxyFixture.before(SharedRedis.endpoints(4));

    @BeforeAll
    void empty() {
        SharedRedis.flush();
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis-cli", "redis-py", "ioredis", "node-redis"})
    void anotherClientWorksThroughTheProxy(String client) throws IOException, InterruptedException {
        ShellScript.run(
                SCRIPT,
                client,
                proxy.endpoint().host(),
                Integer.toString(proxy.endpoint().port()),
                client);
    }
}

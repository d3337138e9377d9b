// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import io.ringway.proxy.testing.OnEmptyServers;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.SharedRedis;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Applications that are not Java do through the proxy what they do with one server, where this machine has them or can install
 * them. The scripts are in {@code src/test/applications}; those that take half a minute are left to whoever runs them.
 */
@OnEmptyServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ApplicationsIT {
    private static final Path SCRIPT = Path.of("src/test/applications/run");

    @AutoClose
    private final ProxyFixture proxy = ProxyFixture.before(SharedRedis.endpoints(4));

    @ParameterizedTest
    @ValueSource(strings = {"bullmq", "sessions", "redis-cli"})
    void anApplicationRunsThroughTheProxy(String application) throws IOException, InterruptedException {
        ShellScript.run(SCRIPT, application, proxy.endpoint().toString(), application);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.proxy.testing.HostileClient;
import io.ringway.proxy.testing.OnEmptyServers;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.Seed;
import io.ringway.proxy.testing.SharedRedis;
import io.ringway.proxy.testing.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/**
 * A thousand clients that misbehave, beside some that check every reply: these notice nothing, and nothing is left of
 * those. {@code -Dringway.hostile=N} has N of them come, for a soak.
 */
@OnEmptyServers
final class HostileClientsIT {
    private static final int CLIENTS = Integer.getInteger("ringway.hostile", 1_000);
    private static final int THREADS = 8;
    /** How many of a thread's clients stay connected while it goes on. */
    private static final int AT_A_TIME = 25;
    /** A quarter of what the tests' JVM has. */
    private static final long MEMORY_BYTES = 128 << 20;
    /** So that a machine that is busy with other work does not look like a proxy that is held up. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void othersGetTheirOwnRepliesAndNothingIsLeftBehind() {
        try (ProxyFixture proxy = ProxyFixture.before(
                SharedRedis.endpoints(4),
                config -> config.withStore(config.store().withTimeouts(PATIENCE, PATIENCE))
                        .withLimits(config.limits().withMemory(MEMORY_BYTES)))) {
            try (Workload others = Workload.on(proxy, 6, 0)) {
                misbehave(proxy);
                others.awaitRounds();
            }
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(proxy.figure("connected_clients"))
                        .as("clients, this one among them\n%s", clients(proxy))
                        .isEqualTo(1);
                for (String owed : List.of(
                        "held_clients",
                        "output_buffered_bytes",
                        "subscriptions",
                        "backend_in_flight",
                        "pinned_lent",
                        "pinned_waiting")) {
                    assertThat(proxy.figure(owed)).as(owed).isZero();
                }
            });
        }
    }

    private static String clients(ProxyFixture proxy) {
        try (RawClient client = proxy.connect()) {
            return client.call("CLIENT", "LIST");
        }
    }

    private static void misbehave(ProxyFixture proxy) {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<CompletableFuture<Void>> runs = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                Random random = new Random(Seed.value() + thread);
                runs.add(CompletableFuture.runAsync(() -> misbehave(proxy, random), threads));
            }
            runs.forEach(CompletableFuture::join);
        } finally {
            threads.shutdown();
        }
    }

    private static void misbehave(ProxyFixture proxy, Random random) {
        List<HostileClient> connected = new ArrayList<>();
        try (RawClient wellBehaved = proxy.connect()) {
            for (int i = 0; i < CLIENTS / THREADS; i++) {
                // No more of them come than the shards get done with.
                assertThat(wellBehaved.call("DBSIZE")).startsWith(":");
                HostileClient client = HostileClient.on(proxy, random);
                if (client != null) {
                    connected.add(client);
                }
                if (connected.size() > AT_A_TIME) {
                    connected.remove(random.nextInt(connected.size())).leave();
                }
            }
        }
        connected.forEach(HostileClient::leave);
    }
}

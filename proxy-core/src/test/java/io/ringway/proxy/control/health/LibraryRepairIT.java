// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.backend.LaneSettings;
import io.ringway.proxy.backend.Shard;
import io.ringway.proxy.script.LibraryChanges;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.RealRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LibraryRepairIT {
    private static final LaneSettings SETTINGS = new LaneSettings(
            null,
            null,
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofMillis(10),
            Duration.ofMillis(10),
            100,
            1 << 20);
    private static final String LIBRARY = "#!lua name=lib\nredis.register_function('lib', function() return 1 end)";

    private final LibraryChanges changes = new LibraryChanges();
    private List<RealRedis> servers = List.of();
    private List<Shard> shards = List.of();

    @BeforeEach
    void start() {
        servers = RealRedis.startAll(2);
        shards = List.of(shard(0), shard(1));
        call(0, "FUNCTION", "LOAD", LIBRARY);
    }

    @AfterEach
    void stop() {
        servers.forEach(RealRedis::close);
    }

    @Test
    void whatTheOtherHasIsLoaded() throws IOException {
        LibraryRepair repair = new LibraryRepair(shards, SETTINGS, changes);

        assertThat(repair(repair)).isTrue();
        assertThat(call(1, "FCALL", "lib", "0")).isEqualTo(":1\r\n");
        assertThat(repair.isSettled(1, "process")).isTrue();
        assertThat(repair.isRestarted(1, "another")).isTrue();
    }

    @Test
    void nothingIsBelievedWhileAChangeIsUnderWay() throws Exception {
        changes.begin();
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Boolean> done = CompletableFuture.supplyAsync(() -> {
            begun.countDown();
            try {
                return repair(new LibraryRepair(shards, SETTINGS, changes));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        begun.await();
        // The deletion has come to the shard without the library, and not yet to the one that has it.
        assertThat(call(1, "FUNCTION", "DELETE", "lib")).startsWith("-ERR Library not found");
        call(0, "FUNCTION", "DELETE", "lib");
        changes.end();

        assertThat(done.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(call(1, "FUNCTION", "LIST")).isEqualTo("*0\r\n");
    }

    @Test
    void whereNobodyCanBeAskedItHasToBeTriedAgain() throws IOException {
        servers.get(0).kill();
        LibraryRepair repair = new LibraryRepair(shards, SETTINGS, changes);

        assertThat(repair(repair)).isFalse();
        assertThat(repair.isSettled(1, "process")).isFalse();
    }

    @Test
    void aLibraryWhoseFunctionsCollideIsLeftOut() throws IOException {
        call(1, "FUNCTION", "LOAD", LIBRARY.replace("name=lib", "name=taken"));

        assertThat(repair(new LibraryRepair(shards, SETTINGS, changes))).isTrue();
        assertThat(call(1, "FUNCTION", "LIST")).startsWith("*1\r\n").contains("taken");
    }

    private boolean repair(LibraryRepair repair) throws IOException {
        try (ShardClient client = ShardClient.connect(shards.get(1), SETTINGS)) {
            return repair.repair(shards.get(1), client, "process");
        }
    }

    private String call(int server, String... command) {
        try (RawClient direct = servers.get(server).connect()) {
            return direct.call(command);
        }
    }

    private Shard shard(int number) {
        return new Shard(
                number,
                "shard" + number,
                servers.get(number).endpoint().host(),
                servers.get(number).endpoint().port());
    }
}

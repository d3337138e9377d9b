// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.proxy.backend.Backend;
import io.ringway.proxy.backend.LaneSettings;
import io.ringway.proxy.backend.LaneTimings;
import io.ringway.proxy.backend.ScriptedShard;
import io.ringway.proxy.backend.ShardStates;
import io.ringway.proxy.backend.TcpConnector;
import io.ringway.proxy.command.CommandTable;
import io.ringway.proxy.metrics.CommandClass;
import io.ringway.proxy.metrics.ProxyMetrics;
import io.ringway.proxy.slowlog.SlowLog;
import io.ringway.proxy.transport.LoopFixture;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LibraryRepairTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration BACKOFF = Duration.ofMillis(20);
    private static final LaneSettings SETTINGS =
            new LaneSettings(null, null, TIMEOUT, TIMEOUT, TIMEOUT, BACKOFF, BACKOFF, 8, 1 << 20);
    private static final String NO_LIBRARY = "*0\r\n";
    private static final String LIBRARY = "*1\r\n*8\r\n" + bulk("library_name") + bulk("lib") + bulk("engine")
            + bulk("LUA") + bulk("functions") + "*0\r\n" + bulk("library_code") + bulk("code");
    private static final String FRESH = "cmdstat_function|list:calls=1,usec=1\r\n";
    private static final String EMPTIED = FRESH + "cmdstat_function|flush:calls=1,usec=1\r\n";

    private final ScriptedShard first = new ScriptedShard(0);
    private final ScriptedShard second = new ScriptedShard(1);
    private final LoopFixture fixture = new LoopFixture();
    private final TcpConnector connector = new TcpConnector(fixture.transport(), TIMEOUT, TIMEOUT);
    private final LibraryRepair repair = new LibraryRepair(backend(), 0);
    private ScriptedShard.Connection has;
    private ScriptedShard.Connection lacks;

    @BeforeEach
    void begin() {
        repair.begin();
        has = first.greet();
        lacks = second.greet();
        for (int look = 0; look < 2; look++) {
            answer(has, LIBRARY, EMPTIED);
            answer(lacks, NO_LIBRARY, FRESH);
        }
        lacks.expect("FUNCTION LOAD code");
    }

    @AfterEach
    void stop() {
        repair.stop().awaitUninterruptibly();
        first.close();
        second.close();
        fixture.close();
        connector.close();
    }

    @Test
    void aLibraryThatIsDeletedElsewhereWhileItIsLoadedIsTakenBack() {
        lacks.send(bulk("lib"));
        for (int look = 0; look < 2; look++) {
            answer(has, NO_LIBRARY, EMPTIED);
            answer(lacks, LIBRARY, FRESH);
        }

        lacks.expect("FUNCTION DELETE lib");
        lacks.send("+OK\r\n");
        answer(has, NO_LIBRARY, EMPTIED);
        answer(lacks, NO_LIBRARY, EMPTIED);
        await().until(() -> repair.differing() == 0);
    }

    @Test
    void aLibraryThatMayHaveBeenLoadedWhenTheConnectionWasLostIsTakenBackToo() {
        lacks.reset();
        lacks = second.greet();
        for (int look = 0; look < 2; look++) {
            answer(has, NO_LIBRARY, EMPTIED);
            answer(lacks, LIBRARY, FRESH);
        }

        lacks.expect("FUNCTION DELETE lib");
    }

    @Test
    void aLibraryThatAShardRefusesIsLeftToPeople() {
        lacks.send("-ERR Function f already exists\r\n");

        await().until(() -> repair.differing() == 1);
    }

    @Test
    void aLibraryThatSomebodyElseHasJustLoadedIsNoTrouble() {
        lacks.send("-ERR Library 'lib' already exists\r\n");
        answer(has, LIBRARY, EMPTIED);
        answer(lacks, LIBRARY, FRESH);

        assertThat(repair.differing()).isZero();
    }

    private Backend backend() {
        SlowLog slowLog = new SlowLog(CommandTable.load(), Clock.systemUTC());
        ProxyMetrics metrics = new ProxyMetrics("store", List.of("a", "b"), List.of("command"), 1);
        LaneTimings timings = new LaneTimings(fixture.loop(), metrics.loop(0), List.of(CommandClass.OTHER), slowLog);
        return new Backend(
                fixture.loop(),
                List.of(first.shard(), second.shard()),
                SETTINGS,
                connector,
                timings,
                new ShardStates(2));
    }

    /** Answers a look. */
    private static void answer(ScriptedShard.Connection shard, String list, String statistics) {
        shard.expect("FUNCTION LIST WITHCODE", "INFO commandstats");
        shard.send(list + bulk(statistics));
    }

    private static String bulk(String text) {
        return "$" + text.length() + "\r\n" + text + "\r\n";
    }
}

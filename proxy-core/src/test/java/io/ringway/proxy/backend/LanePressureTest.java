// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import static io.ringway.proxy.backend.LaneFixture.MAX_IN_FLIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.backend.ScriptedShard.Connection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Who sends more than a shard takes is held, and goes on when there is room. */
class LanePressureTest {
    @AutoClose
    private final LaneFixture with = new LaneFixture();

    private final RecordingSink sink = RecordingSink.whole();

    @Test
    void sendersHoldBackWhileTooManyCommandsAreUnderWay() {
        with.send(sink, 0, "GET", "0");
        Connection shard = with.shard.greet();
        for (int i = 1; i < MAX_IN_FLIGHT; i++) {
            assertThat(with.fixture.<Boolean>call(with.lane::isCongested)).isFalse();
            with.send(sink, i, "GET", "" + i);
        }
        AtomicInteger resumed = new AtomicInteger();
        with.fixture.run(() -> {
            assertThat(with.lane.isCongested()).isTrue();
            with.lane.whenRoomy(resumed::incrementAndGet);
        });
        shard.send("+OK\r\n".repeat(MAX_IN_FLIGHT / 2 - 1));
        sink.next(MAX_IN_FLIGHT / 2 - 1);
        with.fixture.run(() -> {});
        assertThat(resumed).hasValue(0);
        shard.send("+OK\r\n");
        sink.next();
        with.fixture.run(() -> {});
        with.fixture.run(() -> {});
        assertThat(resumed).hasValue(1);
        shard.send("+OK\r\n".repeat(MAX_IN_FLIGHT / 2));
        sink.next(MAX_IN_FLIGHT / 2);
        with.fixture.run(() -> {});
        assertThat(resumed).hasValue(1);
    }

    @Test
    void heldSendersGoOnWhenTheLaneIsLost() {
        with.send(sink, 0, "GET", "0");
        Connection shard = with.shard.greet();
        shard.expect("GET 0");
        CountDownLatch resumed = new CountDownLatch(1);
        with.fixture.run(() -> {
            for (int i = 1; i < MAX_IN_FLIGHT; i++) {
                with.sendNow(sink, i, "GET", "" + i);
            }
            with.lane.whenRoomy(resumed::countDown);
        });
        shard.reset();
        LaneFixture.await(resumed);
        assertThat(sink.next(MAX_IN_FLIGHT)).allMatch(told -> told.contains("NO_REPLY"));
    }

    @Test
    void sendersHoldBackWhileMuchWaitsForTheConnection() {
        assertThat(with.fixture.<Boolean>call(with.lane::isCongested)).isFalse();
        CountDownLatch resumed = new CountDownLatch(1);
        for (int i = 0; i < 3; i++) {
            with.send(sink, i, "SET", "k", "x".repeat(6 << 20));
        }
        with.fixture.run(() -> {
            assertThat(with.lane.isCongested()).isTrue();
            with.lane.whenRoomy(resumed::countDown);
        });
        Connection shard = with.shard.greet();
        for (int i = 0; i < 3; i++) {
            shard.expect("SET k " + "x".repeat(6 << 20));
        }
        shard.send("+OK\r\n".repeat(3));
        assertThat(sink.next(3)).containsExactly("0 +OK\r\n", "1 +OK\r\n", "2 +OK\r\n");
        LaneFixture.await(resumed);
    }
}

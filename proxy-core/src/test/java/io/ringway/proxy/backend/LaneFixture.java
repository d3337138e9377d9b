// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.command.CommandTable;
import io.ringway.proxy.metrics.CommandClass;
import io.ringway.proxy.metrics.LoopMetrics;
import io.ringway.proxy.metrics.ProxyMetrics;
import io.ringway.proxy.slowlog.SlowLog;
import io.ringway.proxy.transport.LoopFixture;
import io.ringway.resp.CommandEncoder;
import io.ringway.resp.Protocol;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A lane to a scripted shard, on a loop of its own. Used by the test's thread. */
final class LaneFixture implements AutoCloseable {
    static final Duration CONNECT_TIMEOUT = Duration.ofMillis(800);
    static final Duration REPLY_TIMEOUT = Duration.ofSeconds(5);
    static final Duration STUCK_TIMEOUT = Duration.ofSeconds(10);
    static final int MAX_IN_FLIGHT = 8;
    static final int MAX_ASSEMBLED_BYTES = 4 << 20;
    static final LaneSettings SETTINGS = new LaneSettings(
            null,
            null,
            CONNECT_TIMEOUT,
            REPLY_TIMEOUT,
            STUCK_TIMEOUT,
            Duration.ofMillis(20),
            Duration.ofMillis(100),
            MAX_IN_FLIGHT,
            MAX_ASSEMBLED_BYTES);

    final ScriptedShard shard = new ScriptedShard(0);
    final LoopFixture fixture = new LoopFixture();
    final ShardStates states = new ShardStates(1);
    final TcpConnector connector = new TcpConnector(fixture.transport(), CONNECT_TIMEOUT, STUCK_TIMEOUT);
    final SlowLog slowLog = new SlowLog(CommandTable.load(), Clock.systemUTC());
    final Lane lane;

    LaneFixture() {
        this(SETTINGS, Protocol.RESP2, 0);
    }

    LaneFixture(LaneSettings settings, Protocol protocol, int database) {
        lane = lane(settings, protocol, database, connector);
    }

    /** Another lane on the same loop. */
    Lane lane(LaneSettings settings, Protocol protocol, int database, ShardConnector by) {
        return new Lane(backend(settings, by), 0, protocol, database);
    }

    /** Lanes of 16 databases on the same loop. */
    Lanes lanes() {
        return new Lanes(backend(SETTINGS, connector), 16);
    }

    private Backend backend(LaneSettings settings, ShardConnector by) {
        LoopMetrics metrics = new ProxyMetrics("store", List.of("s0"), List.of("get"), 1).loop(0);
        LaneTimings timings = new LaneTimings(fixture.loop(), metrics, List.of(CommandClass.READ), slowLog);
        return new Backend(fixture.loop(), List.of(shard.shard()), settings, by, timings, states);
    }

    /** Sends a command and returns when it has been flushed, or waits for its connection. */
    void send(ReplySink sink, long ticket, String... command) {
        fixture.run(() -> {
            fixture.loop().readClock();
            sendNow(sink, ticket, command);
        });
    }

    /** Sends a command; for use on the loop. */
    void sendNow(ReplySink sink, long ticket, String... command) {
        sendNow(lane, sink, ticket, command);
    }

    void sendNow(Lane by, ReplySink sink, long ticket, String... command) {
        ByteBuf bytes = fixture.allocator().directBuffer();
        bytes.writeByte('?');
        CommandEncoder.encode(bytes, command);
        by.send(bytes, 1, bytes.readableBytes() - 1, sink, ticket, 0);
        bytes.release();
    }

    /** Looks at the deadlines as they will be after this time. */
    void checkDeadlinesIn(Duration time) {
        fixture.run(() -> lane.checkDeadlines(System.nanoTime() + time.toNanos()));
    }

    /** Waits for what other threads do. */
    static void await(CountDownLatch latch) {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("waited in vain");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Ends everything, and fails if a buffer is still in use then. */
    @Override
    public void close() {
        fixture.run(() -> lane.close("the test is over"));
        shard.close();
        fixture.close();
        connector.close();
    }
}

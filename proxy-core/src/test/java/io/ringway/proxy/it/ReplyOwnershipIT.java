// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.control.config.BackoffConfig;
import io.ringway.proxy.testing.Endpoint;
import io.ringway.proxy.testing.Fault;
import io.ringway.proxy.testing.FaultLink;
import io.ringway.proxy.testing.OnEmptyServers;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RealRedis;
import io.ringway.proxy.testing.Seed;
import io.ringway.proxy.testing.SharedRedis;
import io.ringway.proxy.testing.Workload;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A reply belongs to its command, whatever happens to a shard: its clients get their own reply or an error, never another's
 * reply, and clients of the other shards notice nothing.
 */
@OnEmptyServers
final class ReplyOwnershipIT {
    private static final Duration REPLY_TIMEOUT = Duration.ofMillis(600);
    /** More than the machine's own pauses, less than what a stuck shard costs its own clients. */
    private static final Duration NOT_HELD_UP = REPLY_TIMEOUT.multipliedBy(3);

    private static final int CLIENTS = 8;
    private static final int BYSTANDERS = 4;

    private final Random random = new Random(Seed.value());

    @Test
    void lateRepliesOfAShardThatHangsReachNobody() {
        try (RealRedis hanging = RealRedis.start();
                ProxyFixture proxy = inFront(hanging.endpoint());
                Workload workload = Workload.on(proxy, CLIENTS, BYSTANDERS)) {
            for (int cycle = 0; cycle < 6; cycle++) {
                workload.expectFailures(0);
                hanging.freeze();
                // Short of the deadline, around it, beyond it, and beyond the life of the connection.
                workload.letPass(
                        cycle == 5
                                ? REPLY_TIMEOUT.multipliedBy(2)
                                : randomly(REPLY_TIMEOUT.multipliedBy(cycle % 3 == 0 ? 1 : 4)));
                hanging.thaw();
                workload.letPass(randomly(REPLY_TIMEOUT));
            }
            workload.expectRecovery(0);

            assertThat(workload.failed(0)).isPositive();
            assertThat(workload.longestBystanderWait()).isLessThan(NOT_HELD_UP);
        }
    }

    @Test
    void aShardThatIsKilledAndComesBackFailsForItsOwnKeysAlone() {
        try (RealRedis killed = RealRedis.start();
                ProxyFixture proxy = inFront(killed.endpoint());
                Workload workload = Workload.on(proxy, CLIENTS, BYSTANDERS)) {
            for (int cycle = 0; cycle < 5; cycle++) {
                workload.expectLoss(0);
                killed.kill();
                workload.letPass(randomly(REPLY_TIMEOUT));
                killed.restart();
                workload.expectRecovery(0);
            }

            assertThat(workload.failed(0)).isPositive();
            assertThat(workload.longestBystanderWait()).isLessThan(NOT_HELD_UP);
        }
    }

    @Test
    void repliesThatComeLateTornCutOrAsGarbageReachNobodyElse() {
        byte[] noReply = "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        try (FaultLink link = FaultLink.to(SharedRedis.endpoints(1).get(0));
                ProxyFixture proxy = inFront(link.endpoint());
                Workload workload = Workload.on(proxy, CLIENTS, BYSTANDERS)) {
            List<Fault> faults = List.of(
                    new Fault.Drip(7, Duration.ofNanos(100_000)),
                    new Fault.Delay(REPLY_TIMEOUT.dividedBy(3)),
                    new Fault.Delay(REPLY_TIMEOUT.multipliedBy(3).dividedBy(2)),
                    new Fault.Cut(3_000, false),
                    new Fault.Cut(3_001, true),
                    new Fault.Garbage(noReply),
                    Fault.BLACK_HOLE);
            for (Fault fault : faults) {
                workload.expectFailures(0);
                link.toClient(fault);
                workload.letPass(REPLY_TIMEOUT.multipliedBy(2));
                link.toClient(Fault.NONE);
                workload.expectRecovery(0);
            }
            workload.expectFailures(0);
            link.refuse();
            workload.letPass(REPLY_TIMEOUT);
            link.listen();
            workload.expectRecovery(0);

            assertThat(workload.failed(0)).isPositive();
            assertThat(workload.longestBystanderWait()).isLessThan(NOT_HELD_UP);
        }
    }

    @Test
    void commandsThatArriveTornOrLateAtAShardAreAnsweredToTheirSenders() {
        try (FaultLink link = FaultLink.to(SharedRedis.endpoints(1).get(0));
                ProxyFixture proxy = inFront(link.endpoint());
                Workload workload = Workload.on(proxy, CLIENTS, BYSTANDERS)) {
            List<Fault> faults = List.of(
                    new Fault.Drip(5, Duration.ofNanos(50_000)),
                    new Fault.Cut(2_000, true),
                    Fault.STALL,
                    Fault.BLACK_HOLE);
            for (Fault fault : faults) {
                workload.expectFailures(0);
                link.toServer(fault);
                workload.letPass(REPLY_TIMEOUT.multipliedBy(2));
                link.toServer(Fault.NONE);
                workload.expectRecovery(0);
            }

            assertThat(workload.longestBystanderWait()).isLessThan(NOT_HELD_UP);
        }
    }

    /** A proxy whose shard 0 is this one, and whose others are well. */
    private static ProxyFixture inFront(Endpoint shard0) {
        List<Endpoint> shards = new ArrayList<>(SharedRedis.endpoints(4));
        shards.set(0, shard0);
        return ProxyFixture.before(
                shards,
                config -> config.withStore(config.store()
                        .withTimeouts(Duration.ofMillis(500), REPLY_TIMEOUT)
                        .withReconnect(new BackoffConfig(Duration.ofMillis(20), Duration.ofMillis(200)))));
    }

    private Duration randomly(Duration atMost) {
        return Duration.ofMillis(random.nextLong(atMost.toMillis()));
    }
}

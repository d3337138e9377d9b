// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.awaitility.Awaitility;

/**
 * Clients that verify every reply, in threads of their own, beside whatever a test does. They are told which shards may fail
 * at the moment; an error from any other shard is a finding, and so is any reply that belongs to another command, and any
 * connection that ends. Safe for use by any thread.
 */
public final class Workload implements AutoCloseable {
    private static final int SHARDS = SharedRedis.SHARDS.size();
    private static final int FINDINGS_SHOWN = 10;
    /** Enough for a client to have met every shard and lane. */
    private static final int ROUNDS = 10;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<VerifyingClient> clients = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<String> findings = new ConcurrentLinkedQueue<>();
    private final AtomicIntegerArray faulty = new AtomicIntegerArray(SHARDS);
    private final AtomicIntegerArray forgetful = new AtomicIntegerArray(SHARDS);
    private final AtomicLongArray answered = new AtomicLongArray(SHARDS);
    private final AtomicLongArray failed = new AtomicLongArray(SHARDS);
    private final AtomicLong longestBystanderWait = new AtomicLong();
    private volatile boolean stopped;

    private Workload() {}

    /**
     * Starts clients on a proxy of four shards.
     *
     * @param clients how many have keys on every shard
     * @param bystanders how many more have none on shard 0, so that no failure of that one may ever hold them up
     */
    public static Workload on(ProxyFixture proxy, int clients, int bystanders) {
        Workload workload = new Workload();
        for (int id = 0; id < clients + bystanders; id++) {
            VerifyingClient client = new VerifyingClient(
                    workload, proxy.endpoint(), id, id < clients ? 0 : 1, new Random(Seed.value() + id));
            workload.clients.add(client);
            Thread thread = new Thread(() -> workload.run(client), "verifying-client-" + id);
            thread.setDaemon(true);
            workload.threads.add(thread);
        }
        workload.threads.forEach(Thread::start);
        workload.awaitRounds();
        return workload;
    }

    /** From now on this shard may fail. */
    public void expectFailures(int shard) {
        faulty.set(shard, 1);
    }

    /** From now on this shard may fail, and has perhaps lost its data. */
    public void expectLoss(int shard) {
        forgetful.set(shard, 1);
        expectFailures(shard);
    }

    /** From now on this shard has to answer: waits until no client has met a failure for some rounds. */
    public void expectRecovery(int shard) {
        Awaitility.await("shard " + shard + " answers again")
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    long failuresBefore = failed.get(shard);
                    long answersBefore = answered.get(shard);
                    awaitRounds();
                    return failed.get(shard) == failuresBefore && answered.get(shard) > answersBefore;
                });
        faulty.set(shard, 0);
    }

    /** Waits until every client has sent and received some more. */
    public void awaitRounds() {
        List<Long> before = clients.stream().map(VerifyingClient::rounds).toList();
        Awaitility.await("every client gets on")
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    checkFindings();
                    for (int i = 0; i < before.size(); i++) {
                        if (clients.get(i).rounds() < before.get(i) + ROUNDS) {
                            return false;
                        }
                    }
                    return true;
                });
    }

    /** Lets the clients work for a while. */
    public void letPass(Duration time) {
        Awaitility.await().pollDelay(time).atMost(time.plus(PATIENCE)).until(() -> true);
        checkFindings();
    }

    /** Commands that this shard has answered with anything but an error. */
    public long answered(int shard) {
        return answered.get(shard);
    }

    /** Commands of this shard that ended in an error. */
    public long failed(int shard) {
        return failed.get(shard);
    }

    /** Longest time that a bystander waited for a reply. */
    public Duration longestBystanderWait() {
        return Duration.ofNanos(longestBystanderWait.get());
    }

    /** Ends the clients; fails with what they found. */
    @Override
    public void close() {
        stopped = true;
        for (Thread thread : threads) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(30));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            assertThat(thread.isAlive())
                    .as("%s still waits for a reply", thread)
                    .isFalse();
        }
        checkFindings();
    }

    boolean isFaulty(int shard) {
        return faulty.get(shard) == 1;
    }

    boolean anyFaulty() {
        for (int shard = 0; shard < SHARDS; shard++) {
            if (isFaulty(shard)) {
                return true;
            }
        }
        return false;
    }

    boolean mayForget(int shard) {
        return forgetful.get(shard) == 1;
    }

    void count(int shard, boolean isError) {
        if (shard >= 0) {
            (isError ? failed : answered).incrementAndGet(shard);
        }
    }

    void bystanderWaited(long nanos) {
        longestBystanderWait.accumulateAndGet(nanos, Math::max);
    }

    void complain(String finding) {
        findings.add(finding);
        stopped = true;
    }

    private void run(VerifyingClient client) {
        try (client) {
            while (!stopped) {
                client.round();
            }
        } catch (RuntimeException e) {
            complain(Thread.currentThread().getName() + " ended: " + e);
        }
    }

    private void checkFindings() {
        assertThat(findings.stream().limit(FINDINGS_SHOWN).toList())
                .as("%d findings, %s", findings.size(), Seed.hint())
                .isEmpty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.ringway.proxy.metrics.CommandClass;
import io.ringway.proxy.metrics.LoopMetrics;
import io.ringway.proxy.slowlog.SlowLog;
import io.ringway.proxy.transport.Loop;
import java.util.List;

/**
 * Turns moments into latencies: for each reply, how long the shard took (from the lane's flush to the read) and how long the
 * command and its reply spent in the proxy. Replies of one batch share their moments, so they are counted as runs and
 * recorded once the batch has been flushed to the clients. Confined to the event loop.
 */
public final class LaneTimings {
    private static final int MAX_RUNS = 256;

    private final Loop loop;
    private final LoopMetrics metrics;
    private final CommandClass[] classes;
    private final SlowLog slowLog;
    private final Runnable record = this::record;

    private final int[] shards = new int[MAX_RUNS];
    private final CommandClass[] kinds = new CommandClass[MAX_RUNS];
    private final long[] receivedAt = new long[MAX_RUNS];
    private final long[] sentAt = new long[MAX_RUNS];
    private final long[] repliedAt = new long[MAX_RUNS];
    private final int[] counts = new int[MAX_RUNS];
    private int runs;
    private boolean scheduled;

    /** @param classes the class of each command, by the id of its row */
    public LaneTimings(Loop loop, LoopMetrics metrics, List<CommandClass> classes, SlowLog slowLog) {
        this.loop = loop;
        this.metrics = metrics;
        this.slowLog = slowLog;
        this.classes = classes.toArray(CommandClass[]::new);
    }

    LoopMetrics metrics() {
        return metrics;
    }

    /** How long a command takes that the slow log is told of, in nanoseconds. */
    long slowNanos() {
        return slowLog.thresholdNanos();
    }

    /** A reply came; moments are in nanoseconds of the loop's clock. */
    void replied(int shard, int command, long received, long sent, long replied) {
        CommandClass kind = classes[command];
        int last = runs - 1;
        if (last >= 0
                && receivedAt[last] == received
                && shards[last] == shard
                && kinds[last] == kind
                && sentAt[last] == sent
                && repliedAt[last] == replied) {
            counts[last]++;
            return;
        }
        if (runs == MAX_RUNS) {
            record(replied);
        }
        shards[runs] = shard;
        kinds[runs] = kind;
        receivedAt[runs] = received;
        sentAt[runs] = sent;
        repliedAt[runs] = replied;
        counts[runs++] = 1;
        if (!scheduled) {
            scheduled = true;
            loop.runAfterFlush(record);
        }
    }

    private void record() {
        scheduled = false;
        record(loop.now());
    }

    private void record(long flushed) {
        for (int i = 0; i < runs; i++) {
            int count = counts[i];
            metrics.backendReplied(shards[i], count);
            metrics.recordBackend(shards[i], kinds[i], repliedAt[i] - sentAt[i], count);
            metrics.recordProxy(shards[i], kinds[i], sentAt[i] - receivedAt[i] + (flushed - repliedAt[i]), count);
        }
        runs = 0;
    }
}

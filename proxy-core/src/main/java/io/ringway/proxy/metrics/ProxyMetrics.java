// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.metrics;

import java.util.List;
import java.util.stream.IntStream;

/** All metrics of a proxy: hands each event loop its own, and sums them for readers. Safe for use by any thread. */
public final class ProxyMetrics {
    private final List<LoopMetrics> loops;

    /**
     * Metrics that begin at zero.
     *
     * @param store the store's name, a label of all that is counted by shard
     * @param shards the shards' names, by number
     * @param commands the commands' names, by {@link io.ringway.proxy.command.CommandSpec#id()}
     * @param loopCount how many event loops there are
     */
    public ProxyMetrics(String store, List<String> shards, List<String> commands, int loopCount) {
        loops = IntStream.range(0, loopCount)
                .mapToObj(i -> new LoopMetrics(shards.size(), commands.size()))
                .toList();
    }

    /** What the event loop of this number records into. */
    public LoopMetrics loop(int number) {
        return loops.get(number);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.metrics;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Reads and hits by the rule for their key, as long as the rules are the same. Written by one event loop, read by any thread.
 */
final class RuleCounts {
    /** By the rule's number. */
    private final List<String> prefixes;
    /** By rule: reads that were not answered, then hits. */
    private final Counters cells;
    /** Of rules that are no more. */
    private final long formerHits;

    /** Rules with these prefixes, and nothing counted. */
    RuleCounts(List<String> prefixes) {
        this(prefixes, 0);
    }

    private RuleCounts(List<String> prefixes, long formerHits) {
        this.prefixes = List.copyOf(prefixes);
        this.cells = new Counters(prefixes.size() * 2);
        this.formerHits = formerHits;
    }

    /** The counts to go on with under other rules. By the owning thread only. */
    RuleCounts over(List<String> next) {
        Set<String> gone = new HashSet<>(prefixes);
        next.forEach(gone::remove);
        long goneHits = gone.stream().mapToLong(this::hits).sum();
        RuleCounts counts = new RuleCounts(next, formerHits + goneHits);
        for (int rule = 0; rule < next.size(); rule++) {
            long hits = hits(next.get(rule));
            counts.cells.add(rule * 2 + 1, hits);
            counts.cells.add(rule * 2, reads(next.get(rule)) - hits);
        }
        return counts;
    }

    void hit(int rule) {
        cells.add(rule * 2 + 1, 1);
    }

    void missed(int rule) {
        cells.add(rule * 2, 1);
    }

    long reads(String prefix) {
        int rule = prefixes.indexOf(prefix);
        return rule < 0 ? 0 : cells.get(rule * 2) + cells.get(rule * 2 + 1);
    }

    long hits(String prefix) {
        int rule = prefixes.indexOf(prefix);
        return rule < 0 ? 0 : cells.get(rule * 2 + 1);
    }

    long allHits() {
        return formerHits
                + IntStream.range(0, prefixes.size())
                        .mapToLong(rule -> cells.get(rule * 2 + 1))
                        .sum();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Checks what clients saw of one key against what a proxy promises. For clients of one proxy:
 *
 * <ol>
 *   <li>No read shows a value that was replaced, for certain, before a write that the same proxy acknowledged before the read
 *       began. Writes by others are allowed to be seen late, by {@code patience} at most; how late is measured.
 *   <li>No value is seen after it has expired, nor before it was written, nor by an earlier command of the pipeline that writes
 *       it; a pipeline's reads see the writes before them.
 *   <li>Where nobody else writes, all is linearizable: values are written once each, so it is known which write a read saw, and
 *       the zones of Gibbons and Korach (Testing Shared Memories, 1997) decide.
 * </ol>
 *
 * Used by one test at a time.
 */
final class HistoryChecker {
    /** Servers count in milliseconds, and round. */
    private static final long ROUNDING_NANOS = 5_000_000;

    private static final int MOST_COMPLAINTS = 10;

    private final String key;
    private final List<Operation> operations;
    private final long patience;
    private final Map<Long, Operation> writes = new HashMap<>();
    private final List<String> complaints = new ArrayList<>();
    private long latest;

    /** @param patience how late a foreign write may be seen, in nanoseconds */
    HistoryChecker(String key, List<Operation> operations, long patience) {
        this.key = key;
        this.operations = operations;
        this.patience = patience;
        operations.stream()
                .filter(each -> each.kind() == Operation.Kind.WRITE)
                .forEach(each -> writes.put(each.value(), each));
    }

    /** What is wrong, at most a few things. */
    List<String> check() {
        List<Integer> proxies = operations.stream()
                .filter(Operation::isRead)
                .map(Operation::proxy)
                .distinct()
                .toList();
        for (int proxy : proxies) {
            checkFreshness(proxy);
        }
        checkPipelines();
        boolean oneProxyOnly =
                operations.stream().map(Operation::proxy).distinct().count() == 1
                        && operations.stream().noneMatch(this::isDoubtful);
        if (oneProxyOnly) {
            checkZones();
        }
        return complaints;
    }

    /** Whether it is not known when this was written, and somebody has seen it. */
    private boolean isDoubtful(Operation each) {
        return each.kind() == Operation.Kind.WRITE
                && each.answered() == Operation.NEVER
                && operations.stream().anyMatch(read -> read.isRead() && read.value() == each.value());
    }

    /** How late the latest foreign write was seen, in nanoseconds. */
    long latestSight() {
        return latest;
    }

    private void checkFreshness(int proxy) {
        Ends own = new Ends(operations.stream().filter(each -> !each.isRead() && each.proxy() == proxy));
        Ends foreign = new Ends(operations.stream().filter(each -> !each.isRead() && each.proxy() != proxy));
        Disappearances gone = new Disappearances(operations);
        for (Operation read : operations) {
            if (!read.isRead() || read.proxy() != proxy || read.answered() == Operation.NEVER) {
                continue;
            }
            Operation newestOwn = own.latestBegunOfThoseEndedBefore(read.invoked());
            if (read.value() == Operation.ABSENT || read.value() == Operation.OTHER) {
                if (newestOwn != null
                        && newestOwn.kind() == Operation.Kind.WRITE
                        && !gone.mayBeGoneAfter(newestOwn.invoked(), read.answered())) {
                    complain("the value is gone, and nobody took it", read, newestOwn);
                }
                continue;
            }
            Operation source = writes.get(read.value());
            if (source == null) {
                complain("nobody wrote this value", read, read);
                continue;
            }
            if (source.invoked() > read.answered()) {
                complain("read before it was written", read, source);
            }
            if (source.answered() != Operation.NEVER
                    && source.livesNanos() != Operation.NEVER
                    && read.invoked() - source.answered() > source.livesNanos() + ROUNDING_NANOS) {
                complain("read after it had expired", read, source);
            }
            if (newestOwn != null && newestOwn.invoked() > source.answered()) {
                complain("older than an acknowledged write", read, newestOwn);
            }
            Operation newestForeign = foreign.latestBegunOfThoseEndedBefore(read.invoked());
            if (newestForeign != null && newestForeign.invoked() > source.answered()) {
                long late = read.invoked() - foreign.firstEndAfter(source.answered(), read.invoked());
                latest = Math.max(latest, late);
                if (late > patience) {
                    complain("a foreign write is not seen after " + late / 1_000_000 + " ms", read, newestForeign);
                }
            }
        }
    }

    private void checkPipelines() {
        Map<Long, List<Operation>> pipelines = new HashMap<>();
        for (Operation each : operations) {
            pipelines
                    .computeIfAbsent((long) each.client() << 32 | each.batch(), none -> new ArrayList<>())
                    .add(each);
        }
        for (List<Operation> pipeline : pipelines.values()) {
            pipeline.sort(Comparator.comparingInt(Operation::position));
            for (int i = 0; i < pipeline.size(); i++) {
                for (int j = i + 1; j < pipeline.size(); j++) {
                    checkPair(pipeline.get(i), pipeline.get(j));
                }
            }
        }
    }

    private void checkPair(Operation first, Operation second) {
        if (first.isRead() && !second.isRead()) {
            if (second.kind() == Operation.Kind.WRITE && first.value() == second.value()) {
                complain("a read sees a later write of its own pipeline", first, second);
            }
        } else if (!first.isRead() && second.isRead() && first.answered() != Operation.NEVER) {
            Operation source = writes.get(second.value());
            if (source != null && source.answered() < first.invoked()) {
                complain("a read does not see a write before it in its pipeline", second, first);
            }
        }
    }

    private void checkZones() {
        Map<Long, Zone> zones = new HashMap<>();
        for (Operation each : operations) {
            if (each.kind() != Operation.Kind.DELETE && each.value() > 0 && each.answered() != Operation.NEVER) {
                zones.computeIfAbsent(each.value(), value -> new Zone()).add(each);
            }
        }
        TreeMap<Long, Zone> forward = new TreeMap<>();
        for (Zone zone : zones.values()) {
            if (zone.isForward()) {
                Zone same = forward.put(zone.firstEnd, zone);
                if (same != null) {
                    complain("two values at the same time", same.first, zone.first);
                }
            }
        }
        Zone before = null;
        for (Zone zone : forward.values()) {
            if (before != null && zone.firstEnd < before.lastBegin) {
                complain("two values in turn", before.last, zone.last);
            }
            before = zone;
        }
        for (Zone zone : zones.values()) {
            if (!zone.isForward()) {
                Map.Entry<Long, Zone> around = forward.lowerEntry(zone.lastBegin);
                if (around != null && around.getValue().lastBegin > zone.firstEnd) {
                    complain("a value within the time of another", zone.first, around.getValue().last);
                }
            }
        }
    }

    private void complain(String what, Operation read, Operation other) {
        if (complaints.size() < MOST_COMPLAINTS) {
            complaints.add(key + ": " + what + "\n    " + read + "\n    " + other + "\n    written by "
                    + writes.get(read.value()));
        }
    }

    /** All operations on one value: it was there from the first end to the last begin, at least. */
    private static final class Zone {
        private long firstEnd = Long.MAX_VALUE;
        private long lastBegin = Long.MIN_VALUE;
        private Operation first;
        private Operation last;

        void add(Operation operation) {
            if (operation.answered() < firstEnd) {
                firstEnd = operation.answered();
                first = operation;
            }
            if (operation.invoked() > lastBegin) {
                lastBegin = operation.invoked();
                last = operation;
            }
        }

        boolean isForward() {
            return firstEnd < lastBegin;
        }
    }

    /** Writes and deletes, by when they ended. */
    private static final class Ends {
        private final Operation[] byEnd;
        private final Operation[] latestBegun;

        Ends(java.util.stream.Stream<Operation> changes) {
            byEnd = changes.filter(each -> each.answered() != Operation.NEVER)
                    .sorted(Comparator.comparingLong(Operation::answered))
                    .toArray(Operation[]::new);
            latestBegun = byEnd.clone();
            for (int i = 1; i < latestBegun.length; i++) {
                if (latestBegun[i].invoked() < latestBegun[i - 1].invoked()) {
                    latestBegun[i] = latestBegun[i - 1];
                }
            }
        }

        /** Null where none had ended. */
        Operation latestBegunOfThoseEndedBefore(long moment) {
            int count = endedBefore(moment);
            return count == 0 ? null : latestBegun[count - 1];
        }

        /** When the first change ended that began after one moment and ended before another. */
        long firstEndAfter(long begin, long end) {
            for (int i = Math.max(0, endedBefore(begin)); i < byEnd.length && byEnd[i].answered() < end; i++) {
                if (byEnd[i].invoked() > begin) {
                    return byEnd[i].answered();
                }
            }
            return end;
        }

        private int endedBefore(long moment) {
            int low = 0;
            int high = byEnd.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (byEnd[middle].answered() < moment) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }

    /** When a value may have gone: by deletes, and by the end of its time. */
    private static final class Disappearances {
        /** By end, the last first. */
        private final long[] ends;
        /** The first begin of all with this end or a later one. */
        private final long[] firstBegins;

        Disappearances(List<Operation> operations) {
            long[][] times = operations.stream()
                    .filter(each -> each.kind() == Operation.Kind.DELETE
                            || (each.kind() == Operation.Kind.WRITE && each.livesNanos() != Operation.NEVER))
                    .map(each -> each.kind() == Operation.Kind.DELETE
                            ? new long[] {each.invoked(), each.answered()}
                            : new long[] {each.invoked() + each.livesNanos() - ROUNDING_NANOS, Operation.NEVER})
                    .sorted(Comparator.comparingLong((long[] time) -> time[1]).reversed())
                    .toArray(long[][]::new);
            ends = Arrays.stream(times).mapToLong(time -> time[1]).toArray();
            firstBegins = Arrays.stream(times).mapToLong(time -> time[0]).toArray();
            for (int i = 1; i < firstBegins.length; i++) {
                firstBegins[i] = Math.min(firstBegins[i], firstBegins[i - 1]);
            }
        }

        /** Whether one that did not end before {@code moment} began before {@code end}. */
        boolean mayBeGoneAfter(long moment, long end) {
            int last = -1;
            int low = 0;
            int high = ends.length - 1;
            while (low <= high) {
                int middle = (low + high) >>> 1;
                if (ends[middle] >= moment) {
                    last = middle;
                    low = middle + 1;
                } else {
                    high = middle - 1;
                }
            }
            return last >= 0 && firstBegins[last] <= end;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.cli;

import io.ringway.proxy.PlanPreview;
import io.ringway.proxy.compat.RecordedCommand;
import io.ringway.proxy.plan.Explained;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Counts what would become of commands and puts it into a table. Confined to one thread. */
final class CompatReport {
    private final PlanPreview preview;
    private final Map<Group, Examples> groups = new HashMap<>();
    private final Map<Explained.Kind, Long> totals = new EnumMap<>(Explained.Kind.class);

    CompatReport(PlanPreview preview) {
        this.preview = preview;
    }

    void add(RecordedCommand command) {
        Explained explained = preview.next(command);
        Group group =
                new Group(explained.kind(), preview.nameOf(command), reason(explained), explained.advice());
        groups.computeIfAbsent(group, key -> new Examples(command.text())).count++;
        totals.merge(explained.kind(), 1L, Long::sum);
    }

    /** How many commands would be refused that one server carries out. */
    long refused() {
        return totals.getOrDefault(Explained.Kind.REFUSED, 0L);
    }

    void print(PrintWriter out) {
        Columns table = new Columns("WHAT", "COUNT", "COMMAND", "EXAMPLE");
        groups.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<Group, Examples> entry) -> entry.getKey().kind)
                        .thenComparing(entry -> -entry.getValue().count)
                        .thenComparing(entry -> entry.getKey().command))
                .forEach(entry -> table.row(
                        entry.getKey().kind.toString(),
                        String.format(Locale.ROOT, "%,d", entry.getValue().count),
                        entry.getKey().command,
                        entry.getValue().first));
        table.print(out);
        out.println();
        printReasons(out);
        long all = totals.values().stream().mapToLong(Long::longValue).sum();
        out.printf(Locale.ROOT, "%,d command%s", all, all == 1 ? "" : "s");
        totals.forEach((kind, count) -> out.printf(Locale.ROOT, ", %,d %s", count, kind));
        out.println();
    }

    private void printReasons(PrintWriter out) {
        for (Explained.Kind kind : Explained.Kind.values()) {
            Set<String> reasons = new TreeSet<>();
            groups.keySet().stream()
                    .filter(group -> group.kind == kind)
                    .forEach(group -> reasons.add(group.reason + (group.advice.isEmpty() ? "" : "; " + group.advice)));
            if (!reasons.isEmpty() && kind != Explained.Kind.INVALID) {
                out.println(kind + ":");
                reasons.forEach(reason -> out.println("  " + reason));
            }
        }
        out.println();
    }

    /** Unknown commands' errors repeat their arguments, which would make each a reason of its own. */
    private static String reason(Explained explained) {
        return explained.why().replaceFirst(", with args beginning with: .*", "");
    }

    /** Commands of one name that fare alike. */
    private record Group(Explained.Kind kind, String command, String reason, String advice) {}

    private static final class Examples {
        private final String first;
        private long count;

        Examples(String first) {
            this.first = first;
        }
    }
}

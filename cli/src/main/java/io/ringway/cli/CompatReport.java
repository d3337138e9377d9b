// SPDX-License-Identifier: Apache-2.0
package io.ringway.cli;

import io.ringway.proxy.Preview;
import io.ringway.proxy.plan.Explained;
import io.ringway.proxy.plan.Explained.Kind;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Counts what would become of commands, and tells it to people or programs. Confined to one thread. */
final class CompatReport {
    /** What an application would notice. */
    private static final Set<Kind> PROBLEMS = Set.of(Kind.REFUSED, Kind.CHANGED);

    private static final Map<Kind, String> TITLES = Map.of(
            Kind.REFUSED, "refused, though one server carries them out",
            Kind.CHANGED, "carried out with another result than on one server",
            Kind.INVALID, "refused by one server too",
            Kind.LOOKED_UP, "not in Ringway's table, so looked up on a shard",
            Kind.SPLIT, "split: a piece for each shard with keys of the command",
            Kind.BROADCAST, "broadcast to the shards",
            Kind.PINNED, "pinned: on a connection lent to the client",
            Kind.LOCAL, "answered by Ringway",
            Kind.FORWARDED, "forwarded to one shard as they are");

    private final Map<Group, Count> groups = new HashMap<>();
    private final Map<Kind, Long> totals = new EnumMap<>(Kind.class);
    private long unread;

    void add(Preview preview) {
        Explained explained = preview.explained();
        Group group = new Group(explained.kind(), preview.command(), reason(explained), explained.advice());
        groups.computeIfAbsent(group, key -> new Count(preview.example())).number++;
        totals.merge(explained.kind(), 1L, Long::sum);
    }

    /** So many commands could not be read. */
    void unread(long commands) {
        unread += commands;
    }

    /** Whether an application that sends these commands would notice. */
    boolean hasProblems() {
        return PROBLEMS.stream().anyMatch(totals::containsKey);
    }

    void print(PrintWriter out) {
        totals.forEach((kind, total) -> {
            out.printf(Locale.ROOT, "%,d %s%n", total, TITLES.get(kind));
            if (kind != Kind.FORWARDED) {
                printGroups(kind, out);
            }
            out.println();
        });
        long all = totals.values().stream().mapToLong(Long::longValue).sum();
        out.printf(
                Locale.ROOT,
                "%,d commands: %s%n",
                all,
                all == 0 ? "nothing to tell" : hasProblems() ? "some would not work as they are" : "all would work");
        if (unread > 0) {
            out.printf(Locale.ROOT, "%,d more could not be read%n", unread);
        }
    }

    private void printGroups(Kind kind, PrintWriter out) {
        String why = "";
        for (Map.Entry<Group, Count> entry : sorted(kind)) {
            Group group = entry.getKey();
            String next = group.why + (group.advice.isEmpty() ? "" : "\n    -> " + group.advice);
            if (!next.equals(why) && kind != Kind.INVALID) {
                out.println("  " + next);
            }
            why = next;
            out.printf(Locale.ROOT, "    %,8d  %s%n", entry.getValue().number, entry.getValue().example);
        }
    }

    /** Those of one reason one behind the other, the most frequent first. */
    private List<Map.Entry<Group, Count>> sorted(Kind kind) {
        return groups.entrySet().stream()
                .filter(entry -> entry.getKey().kind == kind)
                .sorted(Comparator.comparing((Map.Entry<Group, Count> entry) -> entry.getKey().why)
                        .thenComparing(entry -> entry.getKey().advice)
                        .thenComparing(entry -> -entry.getValue().number)
                        .thenComparing(entry -> entry.getKey().command))
                .toList();
    }

    /** One object: {@code totals} by kind, and {@code commands}, a list of groups. */
    void printJson(PrintWriter out) {
        Json json = new Json(out)
                .begin('{')
                .name("problems")
                .value(hasProblems())
                .name("unread")
                .value(unread);
        json.name("totals").begin('{');
        totals.forEach((kind, total) -> json.name(kind.toString()).value(total));
        json.end('}').name("commands").begin('[');
        for (Kind kind : totals.keySet()) {
            for (Map.Entry<Group, Count> entry : sorted(kind)) {
                Group group = entry.getKey();
                json.begin('{')
                        .name("kind")
                        .value(kind.toString())
                        .name("command")
                        .value(group.command);
                json.name("count")
                        .value(entry.getValue().number)
                        .name("example")
                        .value(entry.getValue().example);
                json.name("why")
                        .value(kind == Kind.INVALID ? "" : group.why)
                        .name("advice")
                        .value(group.advice)
                        .end('}');
            }
        }
        json.end(']').end('}');
        out.println();
    }

    /** Unknown commands' errors repeat their arguments, which are data. */
    private static String reason(Explained explained) {
        return explained.why().replaceFirst("(?s), with args beginning with: .*", "");
    }

    /** Commands of one name that fare alike. */
    private record Group(Kind kind, String command, String why, String advice) {}

    private static final class Count {
        private final String example;
        private long number;

        Count(String example) {
            this.example = example;
        }
    }
}

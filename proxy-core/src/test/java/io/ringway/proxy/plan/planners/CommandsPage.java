// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.command.CommandTable;
import io.ringway.proxy.plan.Refusals;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Writes {@code docs/commands.md} from the command table. Stateless. */
final class CommandsPage {
    private static final String INTRODUCTION = """
            # How each command behaves

            <!-- Generated from the command table; `mvn -pl proxy-core -am test -Dtest=CommandsPageTest -Dringway.regenerate=true
            -Dsurefire.failIfNoSpecifiedTests=false` writes it anew. -->

            Ringway decides by a table, [`commands.tsv`](../proxy-core/src/main/resources/io/ringway/proxy/command/commands.tsv), with
            a row for every command and subcommand of Redis 7.0 and Valkey 8.0. It is generated from those servers' own `COMMAND`
            replies; its last two columns are ours. A command without a row is refused as Redis refuses it, and a row for which
            nothing has been decided is refused too: nothing reaches a shard unplanned.

            Over a store of one shard everything that is forwarded, split or fanned out goes to that shard as it came.

            | Behaviour | What happens |
            |---|---|
            | forwarded | All keys of the command are on one shard, and the command goes there as it came. Keys on several shards are refused with `CROSSSLOT`; keys with the same `{hash tag}` are always on one shard. |
            | split | The keys may be on several shards. Each of those gets one command with its keys, all at the same time, and the replies become one. If one shard fails the command fails, though the others may have carried out their part. |
            | fanned out | Every shard gets the command, and the replies become one. |
            | on a lent connection | Forwarded, but on a connection to the shard that is the client's alone meanwhile, as the command may wait there. |
            | transaction | Commands between MULTI and EXEC are queued here and go to their shard as one batch, so their keys must be on one shard. WATCH lends the client a connection to that shard until EXEC, DISCARD or UNWATCH. |
            | any shard | The reply does not depend on the data: the first shard gives it. |
            | local | Ringway answers; INFO and CONFIG GET ask the shards for what is theirs. |
            | refused | An error says so and why. |

            *Repeatable* commands change nothing, so they may be sent again when a connection was lost before their reply came. All
            others are sent at most once.
            """;

    private static final Map<String, String> BEHAVIOURS = Map.ofEntries(
            Map.entry("keyed", "forwarded"),
            Map.entry("sort", "forwarded; over several shards BY and GET are refused with patterns that name keys"),
            Map.entry("copy", "forwarded; refused with DB"),
            Map.entry("stream-read", "forwarded; with BLOCK on a lent connection"),
            Map.entry("block:first", "on a lent connection"),
            Map.entry("block:last", "on a lent connection"),
            Map.entry("wait", "on a lent connection to every shard; the least of the replies"),
            Map.entry("wait-aof", "on a lent connection to every shard; the least of the replies"),
            Map.entry("watch", "transaction"),
            Map.entry("transaction", "transaction"),
            Map.entry("mget", "split; values in the order of the keys"),
            Map.entry("mset", "split; atomic on each shard, not across them"),
            Map.entry("count-keys", "split; counts are added up"),
            Map.entry(
                    "scan",
                    "one shard after the other; the cursor is the shard's own, times 1024, plus the shard's number"),
            Map.entry("any-shard", "any shard"),
            Map.entry("script", "forwarded; the script is remembered"),
            Map.entry(
                    "script-call",
                    "forwarded; a script that the proxy remembers is loaded ahead where the shard may lack it"),
            Map.entry("script-load", "fanned out, and remembered; done where any shard has done it"),
            Map.entry("script-flush", "fanned out, and all scripts forgotten"),
            Map.entry("script-exists", "fanned out; 1 where every shard says 1, or one does and the proxy remembers the script"),
            Map.entry("aside:any-success", "fanned out, past what runs; done where any shard has done it"),
            Map.entry(
                    "aside:function-stats", "fanned out, past what runs; the first reply, with what runs on any shard"),
            Map.entry("fan-out:all", "fanned out; all shards must succeed"),
            Map.entry("fan-out:any-success", "fanned out; the first reply that is no error"),
            Map.entry("fan-out:function-list", "fanned out; the libraries of all shards, each once"),
            Map.entry("explain", "local"),
            Map.entry("local", "local"),
            Map.entry("fan-out:sum", "fanned out; numbers are added up"),
            Map.entry("fan-out:first", "fanned out; all shards say the same"),
            Map.entry("fan-out:concatenate", "fanned out; replies one behind the other"),
            Map.entry("fan-out:and", "fanned out; 1 where every shard says 1"),
            Map.entry("fan-out:any", "fanned out; one of the shards' replies, without weight by size"));

    private CommandsPage() {}

    static String write(CommandTable table) {
        Map<String, StringBuilder> groups = new TreeMap<>();
        for (CommandSpec row : table.all()) {
            if (!table.isContainer(row) || row.planner().equals("local")) {
                groups.computeIfAbsent(row.group(), group -> new StringBuilder())
                        .append(line(row));
            }
        }
        StringBuilder page = new StringBuilder(INTRODUCTION);
        groups.forEach((group, lines) -> page.append("\n## ")
                .append(group)
                .append("\n\n| Command | Since | Behaviour | Repeatable |\n|---|---|---|---|\n")
                .append(lines));
        return page.toString();
    }

    private static String line(CommandSpec row) {
        return "| " + shownName(row) + " | " + row.since() + " | " + behaviour(row) + " | "
                + (row.repeatable() ? "yes" : "") + " |\n";
    }

    private static String behaviour(CommandSpec row) {
        String planner = row.planner();
        if (planner.isEmpty() || planner.startsWith(Refusals.PREFIX)) {
            String reason = planner.isEmpty() ? Refusals.UNDECIDED : planner.substring(Refusals.PREFIX.length());
            String text = Refusals.texts().getOrDefault(reason, "");
            return "refused: `" + text.formatted(shownName(row)) + "`";
        }
        String behaviour = BEHAVIOURS.get(planner);
        if (behaviour == null) {
            throw new IllegalArgumentException("no words for the planner " + planner);
        }
        if (List.of("keyed", "script", "script-call").contains(planner)
                && row.flags().contains("no_mandatory_keys")) {
            return behaviour + "; without keys refused over several shards";
        }
        return behaviour;
    }

    private static String shownName(CommandSpec row) {
        return row.name().replace('|', ' ').toUpperCase(Locale.ROOT);
    }
}

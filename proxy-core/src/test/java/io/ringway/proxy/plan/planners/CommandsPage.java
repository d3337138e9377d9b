// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.Cacheable;
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

            <!-- Generated from the command table; `mvn -pl proxy-core -am test -Dtest=CommandsPageTest -Dringway.docs=write
            -Dsurefire.failIfNoSpecifiedTests=false` writes it anew. -->

            Ringway decides by a table, [`commands.tsv`](../proxy-core/src/main/resources/io/ringway/proxy/command/commands.tsv), with
            a row for every command and subcommand of Redis 7.0 and Valkey 8.0. It is generated from those servers' own `COMMAND`
            replies; its last two columns are ours. A row for which nothing has been decided is refused: nothing reaches a shard
            unplanned.

            A command without a row, of a module or a newer server, is looked up on a shard by `COMMAND INFO` when a client first sends
            it, and remembered. It goes to the shard of its keys, and counts as a write whatever the shard says. Keys that the description
            does not tell are asked for each time (`COMMAND GETKEYS`). What may block gets a lent connection. Without keys it is refused
            over several shards; what subscribes, authenticates, changes its connection or administers a server is refused always. What
            no shard knows is answered as Redis does, and looked up again ten seconds later at the earliest.

            Over a store of one shard everything that is forwarded, split or fanned out goes to that shard as it came.

            | Behaviour | What happens |
            |---|---|
            | forwarded | All keys of the command are on one shard, and the command goes there as it came. Keys on several shards are refused with `CROSSSLOT`; keys with the same `{hash tag}` are always on one shard. |
            | split | The keys may be on several shards. Each of those gets one command with its keys, all at the same time, and the replies become one. If one shard fails the command fails, though the others may have carried out their part. |
            | fanned out | Every shard gets the command, and the replies become one. |
            | on a lent connection | Forwarded, but on a connection to the shard that is the client's alone meanwhile, as the command may wait there. |
            | transaction | Commands between MULTI and EXEC are queued here and go to their shard as one batch, so their keys must be on one shard. WATCH lends the client a connection to that shard until EXEC, DISCARD or UNWATCH. What Ringway does itself, such as CLIENT PAUSE, is done in its order once the shard has carried out the rest, or not at all where that fails; other clients may come in between. |
            | relayed | Ringway subscribes on behalf of all clients of an event loop: to a channel or pattern on every shard, as messages may be published on any of them, to a shard channel on the shard of its name. In RESP2 only the commands that Redis allows then; in RESP3 any. See [pub/sub](pubsub.md). |
            | published | Sent to the shard of the channel's name, inside MULTI to the transaction's; the reply counts receivers as if all clients had subscribed at the shard. |
            | any shard | The reply does not depend on the data: the first shard gives it. |
            | local | Ringway answers; INFO and CONFIG ask the shards for what is theirs. ACL tells of the users in Ringway's configuration, who may do everything; ROLE is that of a server without replicas. |
            | refused | An error says so and why. |

            Commands to all shards fail when one of them does. An error that ends in `; this is a part of the command, and other shards
            may have executed theirs` says that shards fared differently; all having the same error give just that.

            **SCAN** meets every key that is there from its beginning to its end at least once, as in Redis, whatever is written or
            rehashed meanwhile: shards are scanned one after the other. A cursor stays good when the proxy is restarted and when a shard
            is added behind the others, which is then scanned too; keys that somebody moves between shards in the meantime may be met
            twice or not at all. A cursor of a shard that is no more is an `invalid cursor`. Over one shard cursors are the shard's own, so
            a scan that began over one shard has to begin anew once there are several.

            **DEBUG** does what it is allowed to do by the shards (`enable-debug-command`): <a id="debug"></a>

            | Subcommand | Behaviour |
            |---|---|
            | OBJECT, LISTPACK, ZIPLIST, QUICKLIST, SDSLEN, HTSTATS-KEY | the key's shard |
            | DIGEST-VALUE | each key's shard; values in the order of the keys |
            | DIGEST | what one server with all keys would say, where one database has keys; else the shards' digests by exclusive or, which still tells whether anything changed |
            | SLEEP, RELOAD, LOADAOF, SET-ACTIVE-EXPIRE, CHANGE-REPL-ID, QUICKLIST-PACKED-THRESHOLD, LOG, PAUSE-CRON, REPLYBUFFER and other settings | all shards, one reply; what takes longer than `timeouts.reply` is answered by an error |
            | HTSTATS, CLIENT-EVICTION | all shards, each one's text under its name |
            | HELP, ERROR, PROTOCOL, STRUCTSIZE | any shard |
            | POPULATE | over one shard only: it makes keys on shards they do not belong to |
            | SEGFAULT, PANIC, RESTART, OOM, LEAK, … | refused: they would harm a shard that others use |

            **SWAPDB** is carried out over one shard, in order with each client's commands. Over several it is refused: shards cannot all do
            it at one moment, and where one failed the databases would be half swapped. **MOVE** and **COPY … DB** stay on the key's shard,
            which is the same in every database but for those that a placement rule names; between those and others they are refused
            where it is another.

            **SLOWLOG** is Ringway's own: a command is in it when its client waited for it longer than `slowlog-log-slower-than`
            microseconds, whatever for: in Ringway, for other commands on the shard, for the shard itself, or for the slowest of its pieces.
            What a command waits for by its nature (`BLPOP`) does not count. By then the command itself is gone, so Ringway keeps the
            arguments of those only that may be slow by themselves: all that Redis does not call *fast*, without those on a string. Others
            are entered as `GET (arguments not kept)`: they waited behind something. With a threshold below 1000 all have their arguments,
            and commands that Ringway answers are looked at too. Entries look as in Redis. A transaction is entered as `EXEC`. The
            shards' own slow logs are there as ever, for those who ask the shards.

            **CLIENT PAUSE** holds commands in Ringway. Shards know nothing of it: keys expire as ever, and whoever asks a shard directly is
            not held.

            **CLIENT LIST** tells of Ringway's clients. `argv-mem`, `qbuf-free`, `rbs` and `rbp` are always 0: clients share the buffers of
            their event loop, and none has a reply buffer of its own. `omem` is what has come for a client and it has not taken.
            A client blocks, for the flag `b` and for INFO's `blocked_clients`, once its command has left for the shard, and not while it
            waits for a connection to it (`pinned_waiting`).

            **Order.** A client's commands are carried out in their order. What two clients send without waiting for each other's replies
            has no order, also where the same Redis on the same machine would take it as it came: with several event loops
            (`transport.event-loops`) the later one may be quicker.

            **CONFIG SET** goes to all shards, but for `slowlog-log-slower-than` and `slowlog-max-len` (10,000 entries at most are
            kept), which are Ringway's and last until it ends. Each shard takes all parameters or none; where one fails and others do not,
            the error says so. **CONFIG GET** tells a value that shards do not agree on as `shard1=5 shard2=7`.

            *Repeatable* commands change nothing, so they may be sent again when a connection was lost before their reply came. All
            others are sent at most once.
            """;

    private static final Map<String, String> BEHAVIOURS = Map.ofEntries(
            Map.entry("keyed", "forwarded"),
            Map.entry("sort", "forwarded; over several shards BY and GET are refused with patterns that name keys"),
            Map.entry(
                    "stream-read",
                    "split; streams in the order of the keys; with BLOCK from one shard, on a lent connection"),
            Map.entry("copy", "forwarded; with DB to a database where the key is on the same shard"),
            Map.entry("move", "forwarded to a database where the key is on the same shard"),
            Map.entry("stream-read-group", "forwarded; with BLOCK on a lent connection"),
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
            Map.entry(
                    "script-exists",
                    "fanned out; 1 where every shard says 1, or one does and the proxy remembers the script"),
            Map.entry("aside:any-success", "fanned out, past what runs; done where any shard has done it"),
            Map.entry(
                    "aside:function-stats", "fanned out, past what runs; the first reply, with what runs on any shard"),
            Map.entry("fan-out:any-success", "fanned out; the first reply that is no error"),
            Map.entry("fan-out:function-list", "fanned out; the libraries of all shards, each once"),
            Map.entry("explain", "local"),
            Map.entry("local", "local"),
            Map.entry("fan-out:union", "fanned out; replies one behind the other, each element once"),
            Map.entry("fan-out:greatest", "fanned out; the greatest of the replies"),
            Map.entry("fan-out:sum", "fanned out; numbers are added up"),
            Map.entry("fan-out:first", "fanned out; all shards say the same"),
            Map.entry("fan-out:concatenate", "fanned out; replies one behind the other"),
            Map.entry("fan-out:and", "fanned out; 1 where every shard says 1"),
            Map.entry("fan-out:all", "fanned out; an error says so if other shards fared otherwise"),
            Map.entry("fan-out:least", "fanned out; the least number"),
            Map.entry("fan-out:texts", "fanned out; each shard's text under its name, or one where all say the same"),
            Map.entry("fan-out:latency-histogram", "fanned out; calls and buckets are added up"),
            Map.entry("fan-out:latency-history", "fanned out; samples in the order of their time"),
            Map.entry("fan-out:latency-latest", "fanned out; of each event the latest sample and the largest"),
            Map.entry(
                    "fan-out:memory-stats", "fanned out; sizes are added up, of shares and ratios the largest is told"),
            Map.entry("random-key", "a shard is picked by its share of the keys, and gives one of its own"),
            Map.entry(
                    "one-shard", "over one shard forwarded; over several refused, as they cannot do it at one moment"),
            Map.entry("debug", "by subcommand, see [below](#debug)"));

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
                .append("\n\n| Command | Since | Behaviour | Repeatable | Cacheable |\n|---|---|---|---|---|\n")
                .append(lines));
        return page.toString();
    }

    private static String line(CommandSpec row) {
        return "| " + shownName(row) + " | " + row.since() + " | " + behaviour(row) + " | "
                + (row.repeatable() ? "yes" : "") + " | "
                + (row.cacheable() == Cacheable.NO ? "" : "yes") + " |\n";
    }

    private static String behaviour(CommandSpec row) {
        String planner = row.planner();
        if (planner.isEmpty() || planner.startsWith(Refusals.PREFIX)) {
            String reason = planner.isEmpty() ? Refusals.UNDECIDED : planner.substring(Refusals.PREFIX.length());
            String text = Refusals.texts().getOrDefault(reason, "");
            return "refused: `" + text.formatted(shownName(row)) + "`";
        }
        if (planner.equals("pubsub")) {
            return pubSub(row);
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

    private static String pubSub(CommandSpec row) {
        if (row.name().startsWith("pubsub|")) {
            return "fanned out; the count of the shard of each channel, with this proxy's clients in place of its relays";
        }
        return row.name().endsWith("publish") ? "published" : "relayed";
    }

    private static String shownName(CommandSpec row) {
        return row.name().replace('|', ' ').toUpperCase(Locale.ROOT);
    }
}

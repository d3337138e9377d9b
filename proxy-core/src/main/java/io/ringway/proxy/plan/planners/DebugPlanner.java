// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Plan.FanOut;
import io.ringway.proxy.plan.Planner;
import io.ringway.proxy.plan.Refusals;
import io.ringway.proxy.plan.ReplyMerge;
import io.ringway.proxy.plan.ReplyMerges;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.plan.UnanimousMerge;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Plans DEBUG, whose subcommands no server's command table knows: those about keys go to the keys' shards, those that change
 * how a server behaves go to all. What ends a server or leaves it damaged is refused. Confined to one event loop.
 */
final class DebugPlanner implements Planner {
    private static final int SUBCOMMAND = 1;
    private static final int KEY = 2;

    /** What becomes of a subcommand; those of no map entry are refused. */
    private enum Kind {
        ANY_SHARD,
        /** All shards do the same. */
        ALL,
        /** Each shard gives a text to read. */
        TEXTS,
        /** About the key behind it. */
        KEY,
        /** About all the keys behind it. */
        KEYS,
        DIGEST,
        /** It makes keys without regard to where they belong. */
        ONE_SHARD,
        /** It harms the server. */
        HARMFUL
    }

    private static final Map<String, Kind> KINDS = Map.ofEntries(
            Map.entry("help", Kind.ANY_SHARD),
            Map.entry("error", Kind.ANY_SHARD),
            Map.entry("protocol", Kind.ANY_SHARD),
            Map.entry("structsize", Kind.ANY_SHARD),
            Map.entry("aof-flush-sleep", Kind.ALL),
            Map.entry("change-repl-id", Kind.ALL),
            Map.entry("config-rewrite-force-all", Kind.ALL),
            Map.entry("dict-resizing", Kind.ALL),
            Map.entry("loadaof", Kind.ALL),
            Map.entry("log", Kind.ALL),
            Map.entry("pause-cron", Kind.ALL),
            Map.entry("quicklist-packed-threshold", Kind.ALL),
            Map.entry("reload", Kind.ALL),
            Map.entry("replybuffer", Kind.ALL),
            Map.entry("set-active-expire", Kind.ALL),
            Map.entry("set-disable-deny-scripts", Kind.ALL),
            Map.entry("set-skip-checksum-validation", Kind.ALL),
            Map.entry("sleep", Kind.ALL),
            Map.entry("client-eviction", Kind.TEXTS),
            Map.entry("htstats", Kind.TEXTS),
            Map.entry("htstats-key", Kind.KEY),
            Map.entry("listpack", Kind.KEY),
            Map.entry("object", Kind.KEY),
            Map.entry("quicklist", Kind.KEY),
            Map.entry("sdslen", Kind.KEY),
            Map.entry("ziplist", Kind.KEY),
            Map.entry("digest-value", Kind.KEYS),
            Map.entry("digest", Kind.DIGEST),
            Map.entry("populate", Kind.ONE_SHARD),
            Map.entry("assert", Kind.HARMFUL),
            Map.entry("clusterlink", Kind.HARMFUL),
            Map.entry("crash-and-recover", Kind.HARMFUL),
            Map.entry("drop-cluster-packet-filter", Kind.HARMFUL),
            Map.entry("leak", Kind.HARMFUL),
            Map.entry("mallctl", Kind.HARMFUL),
            Map.entry("mallctl-str", Kind.HARMFUL),
            Map.entry("oom", Kind.HARMFUL),
            Map.entry("panic", Kind.HARMFUL),
            Map.entry("replicate", Kind.HARMFUL),
            Map.entry("restart", Kind.HARMFUL),
            Map.entry("segfault", Kind.HARMFUL),
            Map.entry("stringmatch-test", Kind.HARMFUL));

    private static final List<byte[]> INFO_KEYSPACE = words("INFO", "keyspace");
    private static final List<byte[]> DEBUG_DIGEST = words("DEBUG", "DIGEST");

    private final Forwards forwards;
    private final ArgumentShards argumentShards;

    DebugPlanner(CommandSpec row, ArgumentShards argumentShards) {
        forwards = new Forwards(row);
        this.argumentShards = argumentShards;
    }

    @Override
    public Plan plan(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        Kind kind = KINDS.get(command.argText(SUBCOMMAND).toLowerCase(Locale.ROOT));
        if (kind == null) {
            return Plan.Answer.error("ERR unknown subcommand or wrong number of arguments for '"
                    + Texts.shown(command, SUBCOMMAND) + "'. Try DEBUG HELP.");
        }
        if (kind == Kind.HARMFUL) {
            return Refusals.harmful(spec, Texts.shown(command, SUBCOMMAND));
        }
        if (shards.shardCount() == 1) {
            return forwards.to(0);
        }
        return switch (kind) {
            case ALL -> all(spec, shards, UnanimousMerge.INSTANCE);
            case TEXTS -> all(spec, shards, ShardTextsMerge.INSTANCE);
            case KEY -> forwards.to(command.argCount() > KEY ? argumentShards.shardOf(command, KEY, shards) : 0);
            case KEYS -> digestOfValues(spec, command, shards);
            case DIGEST -> command.argCount() == KEY ? digest(spec, shards) : forwards.to(0);
            case ONE_SHARD -> Refusals.misplacesKeys(spec, Texts.shown(command, SUBCOMMAND));
            default -> forwards.to(0);
        };
    }

    /** One piece for each key, in their order: nobody asks for many. */
    private Plan digestOfValues(CommandSpec spec, CommandFrame command, ShardMap shards) {
        if (command.argCount() == KEY) {
            return forwards.to(0);
        }
        List<Plan.Piece> pieces = IntStream.range(KEY, command.argCount())
                .mapToObj(key ->
                        new Plan.Piece(argumentShards.shardOf(command, key, shards), new int[] {SUBCOMMAND, key}))
                .toList();
        return new Plan.Split(spec, pieces, ReplyMerges.CONCATENATION);
    }

    private static Plan digest(CommandSpec spec, ShardMap shards) {
        List<Integer> all = allOf(shards);
        return new Plan.Then(
                spec,
                all,
                INFO_KEYSPACE,
                (infos, dice) -> new FanOut(spec, all, DEBUG_DIGEST, DigestMerge.ofStoreWith(infos)));
    }

    private static Plan all(CommandSpec spec, ShardMap shards, ReplyMerge merge) {
        return new FanOut(spec, allOf(shards), List.of(), merge);
    }

    private static List<Integer> allOf(ShardMap shards) {
        return IntStream.range(0, shards.shardCount()).boxed().toList();
    }

    private static List<byte[]> words(String... words) {
        return Arrays.stream(words)
                .map(word -> word.getBytes(StandardCharsets.US_ASCII))
                .toList();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Planner;
import io.ringway.proxy.plan.ProxyQuery;
import io.ringway.proxy.plan.ProxyView.ShardState;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.RespValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plans RINGWAY, for people at redis-cli: replies are lines to read, of {@code name=value} where a script may want them. Stateless. */
final class RingwayPlanners {
    private static final int FIRST_KEY = 2;
    private static final Plan HELP = Texts.help(
            "RINGWAY",
            "CACHE STATS|INSPECT <key>|INVALIDATE KEY <key>|INVALIDATE PATTERN <pattern>|FLUSH|ON|OFF",
            "    Tell what the cache does and remembers, forget some or all of it, or switch it.",
            "CONFIG [<pattern> ...]",
            "    Return the proxy's settings in effect, or those matching a glob-like <pattern>.",
            "CONFIG RELOAD",
            "    Read the configuration file again. Return what has changed; an error where the file is",
            "    wrong, or where something has changed that needs a restart, and then nothing changes.",
            "EXPLAIN <command> [<argument> ...]",
            "    Return what would be done with a command, and why. Does not do it.",
            "HOTKEYS [<count>]",
            "    Return the keys that are read most, the hottest first; counted while there is a cache.",
            "ROUTE <key> [<key> ...]",
            "    Return where each <key> lives: shard, endpoint, database, and the hash tag or the",
            "    placement rule that decided, if any did.",
            "SHARDS",
            "    Return the shards and their state.",
            "VERSION",
            "    Return the proxy's version.");
    private static final ProxyQuery SHARDS = proxy ->
            lines(proxy.shards().stream().map(RingwayPlanners::shardLine).toList());

    private static final Plan RELOAD = new Plan.Reload();

    private RingwayPlanners() {}

    static Planner ringway(String version) {
        Plan versionAnswer = new Plan.Answer(RespValue.bulk(version));
        return new Subcommands(
                "ringway",
                Map.of(
                        "cache", CachePlanners::cache,
                        "config", RingwayPlanners::config,
                        "help", (spec, command, session, shards) -> HELP,
                        "hotkeys", CachePlanners::hotKeys,
                        "route", RingwayPlanners::route,
                        "shards", (spec, command, session, shards) -> new Plan.Ask(SHARDS),
                        "version", (spec, command, session, shards) -> versionAnswer));
    }

    private static Plan config(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        if (command.argCount() == 3 && command.argIs(2, "RELOAD")) {
            return RELOAD;
        }
        List<Glob> patterns = new ArrayList<>();
        for (int argument = 2; argument < command.argCount(); argument++) {
            patterns.add(Glob.ignoringCase(command.arg(argument)));
        }
        return new Plan.Ask(proxy -> lines(proxy.settings().entrySet().stream()
                .filter(setting ->
                        patterns.isEmpty() || patterns.stream().anyMatch(pattern -> pattern.matches(setting.getKey())))
                .map(setting -> setting.getKey() + ": " + setting.getValue())
                .toList()));
    }

    private static Plan route(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        List<Route> routes = new ArrayList<>();
        for (int argument = FIRST_KEY; argument < command.argCount(); argument++) {
            byte[] key = command.arg(argument);
            int shard = shards.shardOf(key, key.length);
            routes.add(new Route(Quoted.of(key), reason(key, shards), shards.shardName(shard), session.database()));
        }
        return new Plan.Ask(proxy -> {
            List<ShardState> states = proxy.shards();
            return lines(routes.stream().map(route -> route.line(states)).toList());
        });
    }

    private static String reason(byte[] key, ShardMap shards) {
        Optional<String> tag = shards.hashTag(key).map(text -> " tag=" + quoted(text));
        return tag.or(() -> shards.rule(key).map(text -> " rule=" + quoted(text)))
                .orElse("");
    }

    private static String quoted(String printable) {
        return "\"" + printable.replace("\"", "\\\"") + "\"";
    }

    private static String shardLine(ShardState shard) {
        return "name=" + shard.name() + " endpoint=" + shard.endpoint() + " weight=" + shard.weight() + " state="
                + shard.state();
    }

    private static RespValue lines(List<String> texts) {
        return new RespValue.Array(
                texts.stream().<RespValue>map(RespValue.SimpleString::new).toList());
    }

    private record Route(String key, String reason, String shard, int database) {
        String line(List<ShardState> states) {
            String endpoint = states.stream()
                    .filter(state -> state.name().equals(shard))
                    .findFirst()
                    .map(state -> " endpoint=" + state.endpoint() + " state=" + state.state())
                    .orElse("");
            return "key=" + key + " shard=" + shard + endpoint + " db=" + database + reason;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Planner;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.RespValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Plans CONFIG GET. What a client meets at the proxy, such as its port, is the proxy's; all else, such as the eviction policy,
 * is a shard's. Immutable.
 *
 * @param ours the proxy's own values by parameter name, lower case
 */
record ConfigGetPlanner(Map<String, String> ours) implements Planner {
    private static final int FIRST_PATTERN = 2;

    ConfigGetPlanner {
        ours = Map.copyOf(ours);
    }

    @Override
    public Plan plan(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        boolean isOursAlone = true;
        Map<String, String> matching = new LinkedHashMap<>();
        for (int argument = FIRST_PATTERN; argument < command.argCount(); argument++) {
            String pattern = command.argText(argument);
            if (isPattern(pattern)) {
                isOursAlone = false;
                Glob glob = Glob.ignoringCase(command.arg(argument));
                ours.keySet().stream().filter(glob::matches).sorted().forEach(name -> add(name, matching));
            } else {
                isOursAlone &= add(pattern, matching);
            }
        }
        ConfigMerge merge = new ConfigMerge(matching);
        return isOursAlone
                ? new Plan.Answer(merge.merge(List.of(RespValue.array())))
                : new Plan.FanOut(
                        spec, IntStream.range(0, shards.shardCount()).boxed().toList(), List.of(), merge);
    }

    /** Adds our value under the name as the client wrote it, which is how Redis shows it. */
    private boolean add(String name, Map<String, String> matching) {
        String value = ours.get(name.toLowerCase(Locale.ROOT));
        if (value == null) {
            return false;
        }
        matching.putIfAbsent(name, value);
        return true;
    }

    /** Redis looks up all else as it is, so a backslash alone makes no pattern. */
    private static boolean isPattern(String text) {
        return text.chars().anyMatch(c -> c == '[' || c == '*' || c == '?');
    }
}

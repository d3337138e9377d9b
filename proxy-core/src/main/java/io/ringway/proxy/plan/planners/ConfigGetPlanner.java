// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Planner;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.RespValue;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Plans CONFIG GET. What a client meets at the proxy, such as its port, is the proxy's; all else, such as the eviction policy,
 * is the shards'. Immutable.
 */
record ConfigGetPlanner(OwnParameters own) implements Planner {
    private static final int FIRST_PATTERN = 2;

    @Override
    public Plan plan(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        boolean isOursAlone = true;
        Set<String> matching = new LinkedHashSet<>();
        for (int argument = FIRST_PATTERN; argument < command.argCount(); argument++) {
            String pattern = command.argText(argument);
            if (isPattern(pattern)) {
                isOursAlone = false;
                Glob glob = Glob.ignoringCase(command.arg(argument));
                own.names().stream().filter(glob::matches).forEach(matching::add);
            } else if (own.has(pattern.toLowerCase(Locale.ROOT))) {
                // As the client wrote it, which is how Redis shows it.
                matching.add(pattern);
            } else {
                isOursAlone = false;
            }
        }
        ConfigMerge merge = new ConfigMerge(own, matching);
        return isOursAlone
                ? new Plan.Ask(proxy -> merge.merge(List.of(RespValue.array())))
                : new Plan.FanOut(
                        spec, IntStream.range(0, shards.shardCount()).boxed().toList(), List.of(), merge);
    }

    /** Redis looks up all else as it is, so a backslash alone makes no pattern. */
    private static boolean isPattern(String text) {
        return text.chars().anyMatch(c -> c == '[' || c == '*' || c == '?');
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Planner;
import io.ringway.proxy.plan.ReplyMerge;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.plan.UnanimousMerge;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.RespValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Plans CONFIG SET. The slow log's parameters are the proxy's; all others go to every shard, each of which takes all of them or
 * none; ours take effect once the shards have taken theirs. What the configuration decides, or would cut the proxy off from its
 * shards, is refused. Immutable.
 */
record ConfigSetPlanner(OwnParameters own) implements Planner {
    private static final int FIRST = 2;
    /** How a server is reached, which the proxy has been told before. */
    private static final Set<String> WAYS_IN = Set.of("requirepass", "protected-mode", "tls-port");

    @Override
    public Plan plan(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        if (command.argCount() % 2 != 0) {
            return Texts.SYNTAX_ERROR;
        }
        Map<String, Long> ours = new LinkedHashMap<>();
        List<byte[]> theirs = new ArrayList<>();
        theirs.add("CONFIG".getBytes(StandardCharsets.US_ASCII));
        theirs.add("SET".getBytes(StandardCharsets.US_ASCII));
        for (int argument = FIRST; argument < command.argCount(); argument += 2) {
            String name = command.argText(argument).toLowerCase(Locale.ROOT);
            if (own.isSettable(name)) {
                OptionalLong value = StrictNumber.parse(command, argument + 1);
                String objection = own.objection(name, value);
                if (objection != null) {
                    return failed(command, argument, objection);
                }
                if (ours.put(name, value.orElseThrow()) != null) {
                    return failed(command, argument, "duplicate parameter");
                }
            } else if (own.has(name)) {
                return failed(command, argument, "it is Ringway's own: change it in its configuration");
            } else if (WAYS_IN.contains(name)) {
                return failed(
                        command,
                        argument,
                        "it decides how Ringway reaches its shards: change it there and in its configuration");
            } else {
                theirs.add(command.arg(argument));
                theirs.add(command.arg(argument + 1));
            }
        }
        if (theirs.size() == FIRST) {
            return new Plan.Ask(proxy -> take(ours));
        }
        return new Plan.FanOut(
                spec,
                IntStream.range(0, shards.shardCount()).boxed().toList(),
                ours.isEmpty() ? List.of() : theirs,
                new Taking(this, ours));
    }

    private RespValue take(Map<String, Long> values) {
        values.forEach(own::set);
        return RespValue.OK;
    }

    private static Plan failed(CommandFrame command, int argument, String reason) {
        return Plan.Answer.error("ERR CONFIG SET failed (possibly related to argument '"
                + Texts.shown(command, argument) + "') - " + reason);
    }

    /** Takes our parameters where all shards have taken theirs. */
    private record Taking(ConfigSetPlanner planner, Map<String, Long> ours) implements ReplyMerge {
        @Override
        public boolean takesErrors() {
            return true;
        }

        @Override
        public RespValue merge(List<RespValue> replies) {
            RespValue reply = UnanimousMerge.INSTANCE.merge(replies);
            return reply.equals(RespValue.OK) ? planner.take(ours) : reply;
        }
    }
}

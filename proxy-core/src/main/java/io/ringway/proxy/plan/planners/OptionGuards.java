// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Refusals;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.plan.planners.GuardedPlanner.Guard;
import io.ringway.resp.CommandFrame;

/** Options that make a command what a shared connection or several shards cannot carry out. Stateless. */
final class OptionGuards {
    private OptionGuards() {}

    /** Whatever has to happen on all shards at one moment: that takes a single shard. */
    static Guard oneShard(CommandSpec row) {
        Plan refusal = Refusals.notAtOneMoment(row);
        return (command, shards) -> shards.shardCount() == 1 ? null : refusal;
    }

    /** BY and GET of SORT, where their pattern makes names of keys. */
    static Guard pattern(CommandSpec row) {
        Plan byRefusal = Refusals.patternOption(row, "BY");
        Plan getRefusal = Refusals.patternOption(row, "GET");
        return (command, shards) -> {
            if (shards.onlyShard() != ShardMap.SEVERAL) {
                return null;
            }
            for (int i = 2; i + 1 < command.argCount(); i++) {
                boolean isBy = command.argIs(i, "BY");
                if (isBy || command.argIs(i, "GET")) {
                    if (hasStar(command, ++i)) {
                        return isBy ? byRefusal : getRefusal;
                    }
                } else if (command.argIs(i, "STORE")) {
                    i++;
                } else if (command.argIs(i, "LIMIT")) {
                    i += 2;
                }
            }
            return null;
        };
    }

    private static boolean hasStar(CommandFrame command, int argument) {
        for (int i = 0; i < command.argLength(argument); i++) {
            if (command.byteAt(argument, i) == '*') {
                return true;
            }
        }
        return false;
    }
}

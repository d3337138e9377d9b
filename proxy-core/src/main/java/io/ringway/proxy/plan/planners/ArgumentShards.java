// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.KeyPositions;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.resp.CommandFrame;

/** Looks up the shards of keys that are still in their frame, without leaving garbage. Confined to one event loop. */
final class ArgumentShards {
    /** The keys are on several shards. */
    static final int SEVERAL = -1;

    private static final int INITIAL_BYTES = 256;
    /** Longer keys, which are rare, get an array of their own each time, so that one huge key leaves no memory. */
    private static final int KEPT_BYTES = 64 << 10;

    private byte[] scratch = new byte[INITIAL_BYTES];

    /** The shard of the key that an argument is. */
    int shardOf(CommandFrame command, int argument, ShardMap shards) {
        int onlyShard = shards.onlyShard();
        if (onlyShard != ShardMap.SEVERAL) {
            return onlyShard;
        }
        int length = command.argLength(argument);
        byte[] target = length <= scratch.length ? scratch : grow(length);
        command.copyArg(argument, target);
        return shards.shardOf(target, length);
    }

    /** The shard of all of a command's keys, or {@link #SEVERAL}; undefined without keys. */
    int commonShard(CommandFrame command, KeyPositions keys, ShardMap shards) {
        int shard = shardOf(command, keys.at(0), shards);
        for (int i = 1; i < keys.count(); i++) {
            if (shardOf(command, keys.at(i), shards) != shard) {
                return SEVERAL;
            }
        }
        return shard;
    }

    private byte[] grow(int length) {
        if (length > KEPT_BYTES) {
            return new byte[length];
        }
        scratch = new byte[Integer.highestOneBit(length - 1) << 1];
        return scratch;
    }
}

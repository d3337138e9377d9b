// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.plan.Plan.Piece;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.resp.CommandFrame;
import java.util.List;

/**
 * Sorts a command's arguments, all of them keys or keys with their values, by the keys' shards: in time linear in the number of
 * arguments, whatever the number of shards. Confined to one event loop.
 */
final class ArgumentSplit {
    private static final int INITIAL_KEYS = 64;
    /** After a command with more keys the array is given back, so that one huge command leaves no memory. */
    private static final int KEPT_KEYS = 1024;

    private final ArgumentShards argumentShards;
    /** The shard of each key of the current command. */
    private int[] shardOfKey = new int[INITIAL_KEYS];
    /** By shard, how many keys of the current command it has; all 0 between commands. */
    private int[] keysOfShard = new int[0];
    /** The shards that have keys of the current command, in the order of their first key. */
    private int[] shardsInOrder = new int[0];

    private int keyCount;
    private int shardCount;

    ArgumentSplit(ArgumentShards argumentShards) {
        this.argumentShards = argumentShards;
    }

    /**
     * Looks at a command whose arguments, from the first on, are groups of {@code step} that begin with a key.
     *
     * @return the shard that has all keys, or {@link ArgumentShards#SEVERAL}; then {@link #pieces} has to be called next
     */
    int begin(CommandFrame command, int step, ShardMap shards) {
        if (command.argCount() == 1 + step) {
            return argumentShards.shardOf(command, 1, shards);
        }
        keyCount = (command.argCount() - 1) / step;
        assignShards(command, step, shards);
        if (shardCount > 1) {
            return ArgumentShards.SEVERAL;
        }
        release();
        return shardsInOrder[0];
    }

    /** One piece for each shard that has any of the keys, in the order of first keys; arguments keep their order. */
    List<Piece> pieces(int step) {
        Piece[] pieces = new Piece[shardCount];
        for (int i = 0; i < shardCount; i++) {
            pieces[i] = new Piece(shardsInOrder[i], new int[keysOfShard[shardsInOrder[i]] * step]);
            // From here on: the index of the shard's piece.
            keysOfShard[shardsInOrder[i]] = i;
        }
        distribute(step, pieces);
        release();
        return List.of(pieces);
    }

    private void assignShards(CommandFrame command, int step, ShardMap shards) {
        if (keysOfShard.length < shards.shardCount()) {
            keysOfShard = new int[shards.shardCount()];
            shardsInOrder = new int[shards.shardCount()];
        }
        if (shardOfKey.length < keyCount) {
            shardOfKey = new int[Math.max(keyCount, INITIAL_KEYS)];
        }
        for (int key = 0; key < keyCount; key++) {
            int shard = argumentShards.shardOf(command, 1 + key * step, shards);
            shardOfKey[key] = shard;
            if (keysOfShard[shard]++ == 0) {
                shardsInOrder[shardCount++] = shard;
            }
        }
    }

    private void distribute(int step, Piece[] pieces) {
        int[] filled = new int[pieces.length];
        for (int key = 0; key < keyCount; key++) {
            int piece = keysOfShard[shardOfKey[key]];
            int[] arguments = pieces[piece].arguments();
            for (int i = 0; i < step; i++) {
                arguments[filled[piece]++] = 1 + key * step + i;
            }
        }
    }

    private void release() {
        for (int i = 0; i < shardCount; i++) {
            keysOfShard[shardsInOrder[i]] = 0;
        }
        shardCount = 0;
        if (shardOfKey.length > KEPT_KEYS) {
            shardOfKey = new int[INITIAL_KEYS];
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.ringway.proxy.cache.Coherence;
import io.ringway.proxy.cache.Written;
import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.command.CommandTable;
import io.ringway.proxy.command.KeyFinder;
import io.ringway.proxy.command.KeyPositions;
import io.ringway.proxy.command.WriteEffect;
import io.ringway.resp.CommandFrame;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Tells which stripes of the cache a command may write. As long as nobody needs to know, it does not look and says that there is no
 * telling: a command may be under way when a cache begins. Confined to one event loop.
 */
final class WrittenStripes {
    /** By the row's id. */
    private final WriteEffect[] effects;
    /** By the row's id; null where the keys cannot be told or do not matter. */
    private final @Nullable KeyFinder[] finders;

    private final KeyPositions keys = new KeyPositions();
    private final int learnedId;
    private TrustedRows trusted = TrustedRows.none();
    /** Whether somebody needs to know. */
    private boolean looks;

    WrittenStripes(CommandTable table) {
        learnedId = table.learnedId();
        int rows = table.byId().size();
        effects = new WriteEffect[rows];
        finders = new KeyFinder[rows];
        // Learned commands have one row here, which writes anything: what they say of their keys need not be all,
        // unless trusted.
        for (CommandSpec row : table.byId()) {
            effects[row.id()] = WriteEffect.of(row);
            if (effects[row.id()] == WriteEffect.ITS_KEYS) {
                finders[row.id()] = finderOf(row);
            }
        }
    }

    /** Begins or ends looking. */
    void look(boolean wanted) {
        looks = wanted;
    }

    /** From now on these learned commands are believed. */
    void trust(TrustedRows rows) {
        trusted = rows;
    }

    /** Whether the row's commands write nothing. */
    boolean isRead(CommandSpec row) {
        return effects[row.id()] == WriteEffect.NOTHING;
    }

    /** What the command may write. */
    Written of(CommandSpec row, CommandFrame command) {
        return looks ? exactly(row, command) : Written.WHOLE_SHARD;
    }

    /** The same for a command that may be under way for long, so that it is worth a look at any time. */
    Written exactly(CommandSpec row, CommandFrame command) {
        KeyFinder finder = finders[row.id()];
        if (finder == null) {
            return isRead(row)
                    ? Written.NOTHING
                    : row.id() == learnedId ? trusted.writtenBy(row, command) : Written.WHOLE_SHARD;
        }
        int only = finder.onlyKeyAt();
        if (only != KeyFinder.VARIES) {
            return Written.of(stripe(command, only));
        }
        if (!finder.find(command, keys)) {
            return Written.WHOLE_SHARD;
        }
        return all(command, keys.toArray());
    }

    /** What a piece of the command may write that has only these of its arguments, in order. */
    Written of(CommandSpec row, CommandFrame command, int[] arguments) {
        if (!looks) {
            return Written.WHOLE_SHARD;
        }
        KeyFinder finder = finders[row.id()];
        if (finder == null || !finder.find(command, keys)) {
            return finder == null && isRead(row) ? Written.NOTHING : Written.WHOLE_SHARD;
        }
        int[] mine = Arrays.stream(keys.toArray())
                .filter(key -> Arrays.binarySearch(arguments, key) >= 0)
                .toArray();
        return all(command, mine);
    }

    private Written all(CommandFrame command, int[] positions) {
        int[] stripes = new int[positions.length];
        for (int i = 0; i < stripes.length; i++) {
            stripes[i] = stripe(command, positions[i]);
        }
        return Written.of(stripes);
    }

    private int stripe(CommandFrame command, int argument) {
        return Coherence.stripeOf(command.buffer(), command.argStart(argument), command.argLength(argument));
    }

    private static @Nullable KeyFinder finderOf(CommandSpec row) {
        try {
            return KeyFinder.of(row);
        } catch (IllegalArgumentException keysCannotBeTold) {
            return null;
        }
    }
}

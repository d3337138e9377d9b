// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.ringway.proxy.cache.Coherence;
import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.command.CommandTable;
import io.ringway.proxy.command.KeyFinder;
import io.ringway.proxy.command.KeyPositions;
import io.ringway.proxy.command.WriteEffect;
import io.ringway.resp.CommandFrame;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Tells which stripes of the cache a command may write. Confined to one event loop. */
final class WrittenStripes {
    static final int[] NONE = {};

    private final Coherence coherence;
    /** By the row's id. */
    private final WriteEffect[] effects;
    /** By the row's id; null where the keys cannot be told or do not matter. */
    private final @Nullable KeyFinder[] finders;

    private final KeyPositions keys = new KeyPositions();
    private int[] several = NONE;

    WrittenStripes(CommandTable table, Coherence coherence) {
        this.coherence = coherence;
        int rows = table.byId().size();
        effects = new WriteEffect[rows];
        finders = new KeyFinder[rows];
        // Learned commands have one row here, which writes anything: what they say of their keys need not be all.
        for (CommandSpec row : table.byId()) {
            effects[row.id()] = WriteEffect.of(row);
            if (effects[row.id()] == WriteEffect.ITS_KEYS) {
                finders[row.id()] = finderOf(row);
            }
        }
    }

    /** Whether the row's commands write nothing. */
    boolean isRead(CommandSpec row) {
        return effects[row.id()] == WriteEffect.NOTHING;
    }

    /** What the command writes: a stripe, or one of the words for it; see {@link #several}. */
    int of(CommandSpec row, CommandFrame command) {
        KeyFinder finder = finders[row.id()];
        if (finder == null) {
            return effects[row.id()] == WriteEffect.NOTHING ? Coherence.NOTHING : Coherence.WHOLE_SHARD;
        }
        int only = finder.onlyKeyAt();
        if (only != KeyFinder.VARIES) {
            return stripe(command, only);
        }
        if (!finder.find(command, keys)) {
            return Coherence.WHOLE_SHARD;
        }
        return all(command, keys.toArray());
    }

    /** What a piece of the command writes that has only these of its arguments. */
    int of(CommandSpec row, CommandFrame command, int[] arguments) {
        KeyFinder finder = finders[row.id()];
        if (finder == null || !finder.find(command, keys)) {
            return finder == null && effects[row.id()] == WriteEffect.NOTHING
                    ? Coherence.NOTHING
                    : Coherence.WHOLE_SHARD;
        }
        int[] mine = Arrays.stream(keys.toArray())
                .filter(key -> Arrays.binarySearch(arguments, key) >= 0)
                .toArray();
        return all(command, mine);
    }

    /** The stripes of the last command, where there are several; the caller may keep them. */
    int[] several() {
        return several;
    }

    private int all(CommandFrame command, int[] positions) {
        several = NONE;
        if (positions.length == 0) {
            return Coherence.NOTHING;
        }
        if (positions.length == 1) {
            return stripe(command, positions[0]);
        }
        int[] stripes = new int[positions.length];
        for (int i = 0; i < stripes.length; i++) {
            stripes[i] = stripe(command, positions[i]);
        }
        several = stripes;
        return Coherence.SEVERAL;
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

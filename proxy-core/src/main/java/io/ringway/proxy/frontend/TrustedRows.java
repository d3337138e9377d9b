// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.ringway.proxy.cache.Coherence;
import io.ringway.proxy.cache.Written;
import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.command.KeyFinder;
import io.ringway.proxy.command.KeyPositions;
import io.ringway.proxy.command.TrustedCommands;
import io.ringway.proxy.command.TrustedCommands.Trust;
import io.ringway.resp.CommandFrame;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What commands that were learned from shards are trusted with, by their rows. Confined to one event loop. */
final class TrustedRows {
    /** Then all are judged anew: rows that were learned again have others in their place. */
    private static final int MOST_ROWS = 1024;

    private final TrustedCommands commands;
    private final int firstNumber;
    /** Learned rows; leave when there are too many. */
    private final IdentityHashMap<CommandSpec, Row> rows = new IdentityHashMap<>();

    private final KeyPositions keys = new KeyPositions();

    /** @param firstNumber of trusted commands, behind all rows' ids */
    TrustedRows(TrustedCommands commands, int firstNumber) {
        this.commands = commands;
        this.firstNumber = firstNumber;
    }

    /** Where nobody has said anything. */
    static TrustedRows none() {
        return new TrustedRows(new TrustedCommands(List.of()), 0);
    }

    /** The number of a learned row whose replies may be remembered; negative for others. */
    int numberOf(CommandSpec row) {
        return row(row).number;
    }

    /** What a command of a learned row may write. */
    Written writtenBy(CommandSpec row, CommandFrame command) {
        Row found = row(row);
        if (found.trust == Trust.READS_ONE_KEY || found.trust == Trust.READS_OTHERWISE) {
            return Written.NOTHING;
        }
        KeyFinder finder = found.finder;
        if (finder == null || !finder.find(command, keys)) {
            return Written.WHOLE_SHARD;
        }
        int[] stripes = keys.toArray();
        for (int i = 0; i < stripes.length; i++) {
            int key = stripes[i];
            stripes[i] = Coherence.stripeOf(command.buffer(), command.argStart(key), command.argLength(key));
        }
        return stripes.length == 0 ? Written.WHOLE_SHARD : Written.of(stripes);
    }

    private Row row(CommandSpec row) {
        Row known = rows.get(row);
        if (known == null) {
            if (rows.size() >= MOST_ROWS) {
                rows.clear();
            }
            Trust trust = commands.of(row);
            int number = trust == Trust.READS_ONE_KEY
                    ? firstNumber + commands.names().indexOf(row.name())
                    : -1;
            known = new Row(trust, number, trust == Trust.WRITES_ITS_KEYS ? KeyFinder.of(row) : null);
            rows.put(row, known);
        }
        return known;
    }

    /** @param finder of the keys that it writes; null for other commands */
    private record Row(Trust trust, int number, @Nullable KeyFinder finder) {}
}

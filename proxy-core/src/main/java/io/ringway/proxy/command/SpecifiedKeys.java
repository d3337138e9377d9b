// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.command;

import io.ringway.proxy.command.KeySpec.AtIndex;
import io.ringway.proxy.command.KeySpec.KeyNum;
import io.ringway.proxy.command.KeySpec.Range;
import io.ringway.resp.CommandFrame;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds keys as a row's key specs say, for specs that begin at an index. Immutable.
 *
 * @param runs one for each spec of keys
 * @param onlyKeyAt as {@link KeyFinder#onlyKeyAt} answers it
 */
record SpecifiedKeys(List<Run> runs, int onlyKeyAt) implements KeyFinder {
    SpecifiedKeys {
        runs = List.copyOf(runs);
    }

    static SpecifiedKeys of(CommandSpec row) {
        List<Run> runs = new ArrayList<>();
        boolean keysOptional = row.flags().contains("no_mandatory_keys");
        int onlyKeyAt = VARIES;
        for (KeySpec spec : row.keySpecs()) {
            if (isNoKey(spec)) {
                continue;
            }
            if (!(spec.begin() instanceof AtIndex begin) || !suffices(spec)) {
                throw new IllegalArgumentException("the key specs of " + row.name() + " say too little");
            }
            if (spec.find() instanceof Range range) {
                runs.add(new FixedRun(begin.index(), range));
                boolean alwaysThere = Math.abs(row.arity()) > begin.index();
                onlyKeyAt = runs.size() == 1 && range.last() == 0 && alwaysThere ? begin.index() : VARIES;
            } else if (spec.find() instanceof KeyNum keyNum) {
                runs.add(new CountedRun(begin.index(), keyNum, keysOptional));
                onlyKeyAt = VARIES;
            }
        }
        return new SpecifiedKeys(runs, onlyKeyAt);
    }

    /** Whether a row's key specs tell of all its keys, without looking for words among the arguments. */
    static boolean suffice(CommandSpec row) {
        return row.keySpecs().stream().allMatch(spec -> isNoKey(spec) || suffices(spec));
    }

    private static boolean suffices(KeySpec spec) {
        return spec.begin() instanceof AtIndex
                && (spec.find() instanceof Range || spec.find() instanceof KeyNum)
                && !spec.flags().contains("incomplete");
    }

    /** Channels are hashed like keys, but are none. */
    private static boolean isNoKey(KeySpec spec) {
        return spec.flags().contains("not_key");
    }

    @Override
    public boolean find(CommandFrame command, KeyPositions keys) {
        keys.clear();
        for (Run run : runs) {
            if (!run.find(command, keys)) {
                return false;
            }
        }
        return true;
    }

    /** Adds the keys of one spec. */
    private sealed interface Run {
        boolean find(CommandFrame command, KeyPositions keys);
    }

    private record FixedRun(int first, Range range) implements Run {
        @Override
        public boolean find(CommandFrame command, KeyPositions keys) {
            if (range.last() < 0 && first == command.argCount()) {
                // A run that may be empty, such as PFMERGE's sources.
                return true;
            }
            int last = lastKey(command.argCount());
            if (last < first || last >= command.argCount()) {
                return false;
            }
            for (int i = first; i <= last; i += range.step()) {
                keys.add(i);
            }
            return true;
        }

        private int lastKey(int argCount) {
            if (range.last() >= 0) {
                return first + range.last();
            }
            return range.limit() <= 1
                    ? argCount + range.last()
                    : first + (argCount - first) / range.limit() + range.last();
        }
    }

    /**
     * Keys behind their number.
     *
     * @param keysOptional whether the command can do without keys, as EVAL can
     */
    private record CountedRun(int begin, KeyNum spec, boolean keysOptional) implements Run {
        @Override
        public boolean find(CommandFrame command, KeyPositions keys) {
            int first = begin + spec.firstKey();
            if (begin + spec.numKeysAt() >= command.argCount()) {
                return false;
            }
            long count = StrictDecimal.parse(command, begin + spec.numKeysAt());
            // Also for a count that is no number, as that is the smallest of all numbers.
            if (count < 0 || count > (command.argCount() - first + spec.step() - 1) / spec.step()) {
                return false;
            }
            for (int i = 0; i < count; i++) {
                keys.add(first + i * spec.step());
            }
            return count > 0 || keysOptional;
        }
    }
}

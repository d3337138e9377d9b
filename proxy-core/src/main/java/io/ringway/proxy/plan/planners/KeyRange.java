// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.KeySpec;
import io.ringway.proxy.command.KeySpec.AtIndex;
import io.ringway.proxy.command.KeySpec.Range;
import java.util.List;

/**
 * Where keys are as COMMAND told it before Redis 7 had key specs: first, last and step, as far as the specs are one run of
 * arguments; clients still use it. Immutable.
 *
 * @param first index of the first key; 0 for none
 * @param last index of the last key, counted from the end where negative
 */
record KeyRange(int first, int last, int step) {
    private static final KeyRange NONE = new KeyRange(0, 0, 0);

    static KeyRange of(List<KeySpec> specs) {
        KeyRange joined = NONE;
        for (KeySpec spec : specs) {
            if (!(spec.begin() instanceof AtIndex at) || !(spec.find() instanceof Range range)) {
                continue;
            }
            int last = range.last() >= 0 ? at.index() + range.last() : range.last();
            if (specs.size() == 1) {
                return new KeyRange(at.index(), last, range.step());
            }
            boolean follows = joined.last == 0 || joined.last == at.index() - 1;
            if (range.step() == 1 && follows) {
                joined = joined.with(at.index(), last);
            }
        }
        return joined;
    }

    /** Counted from the end is behind all counted from the front. */
    private KeyRange with(int from, int to) {
        return new KeyRange(
                first == 0 ? from : Math.min(first, from), Integer.compareUnsigned(last, to) >= 0 ? last : to, 1);
    }
}

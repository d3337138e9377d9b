// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import java.util.Arrays;

/**
 * Which keys one client may be reading at a shard while it asks for more: a reply from the cache could be older than one that is
 * still on its way, and must not come after it. Keeps one bit for many stripes, so it may say yes where no would do. Confined to the
 * client's event loop.
 */
final class UnansweredReads {
    private static final int WORDS = 8;
    private static final int STRIPE_MASK = WORDS * Long.SIZE - 1;

    /** One bit for each stripe's last bits; of no length until the first read. */
    private long[] stripes = {};

    private boolean some;
    private boolean any;

    /** Forgets all; for when everything has been answered. */
    void clear() {
        if (some) {
            some = false;
            any = false;
            Arrays.fill(stripes, 0);
        }
    }

    void add(int stripe) {
        if (stripes.length == 0) {
            stripes = new long[WORDS];
        }
        some = true;
        int bit = stripe & STRIPE_MASK;
        stripes[bit / Long.SIZE] |= 1L << bit;
    }

    /** A read of no telling which keys. */
    void addAny() {
        some = true;
        any = true;
    }

    boolean mayInclude(int stripe) {
        if (any || !some) {
            return any;
        }
        int bit = stripe & STRIPE_MASK;
        return (stripes[bit / Long.SIZE] & 1L << bit) != 0;
    }
}

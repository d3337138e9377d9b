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

    private final ReplyQueue replies;
    /** One bit for each stripe's last bits; of no length until the first read. */
    private long[] stripes = {};

    private boolean some;
    private boolean any;

    UnansweredReads(ReplyQueue replies) {
        this.replies = replies;
    }

    /** A read of this stripe is about to be sent. */
    void add(int stripe) {
        forgetAnswered();
        if (stripes.length == 0) {
            stripes = new long[WORDS];
        }
        some = true;
        int bit = stripe & STRIPE_MASK;
        stripes[bit / Long.SIZE] |= 1L << bit;
    }

    /** A read of no telling which keys is about to be sent. */
    void addAny() {
        forgetAnswered();
        some = true;
        any = true;
    }

    /** Whether a read of the stripe may be on its way. */
    boolean mayInclude(int stripe) {
        if (!some || replies.isEmpty()) {
            return false;
        }
        int bit = stripe & STRIPE_MASK;
        return any || (stripes.length > 0 && (stripes[bit / Long.SIZE] & 1L << bit) != 0);
    }

    private void forgetAnswered() {
        if (some && replies.isEmpty()) {
            some = false;
            any = false;
            Arrays.fill(stripes, 0);
        }
    }
}

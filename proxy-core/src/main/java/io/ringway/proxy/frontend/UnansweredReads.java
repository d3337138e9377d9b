// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import java.util.Arrays;

/**
 * Which keys one client may be reading at a shard while it asks for more: a reply from the cache, or to somebody else's read, could
 * be older than one that is still on its way, and must not come after it. Keeps one bit for many stripes, so it may say yes where
 * no would do. Confined to the client's event loop.
 */
final class UnansweredReads {
    private static final int WORDS = 8;
    private static final int STRIPE_MASK = WORDS * Long.SIZE - 1;
    private static final int GROUP_MASK = 7;

    private static final long[] NONE = {};

    private final ReplyQueue replies;
    /** One bit for each stripe's last bits, for reads that were sent for this client alone; of no length until the first read. */
    private long[] alone = NONE;
    /** The same for reads that others may wait for too. */
    private long[] shared = NONE;
    /** The number of the last shared read in each group of stripes. */
    private long[] lastShared = NONE;

    private boolean some;
    private boolean any;

    UnansweredReads(ReplyQueue replies) {
        this.replies = replies;
    }

    /** A read of this stripe is about to be sent. */
    void add(int stripe) {
        begin();
        set(alone, stripe);
    }

    /** The client is about to wait for a read that others may wait for too. */
    void addShared(SharedRead read) {
        begin();
        int stripe = read.read().stripe();
        set(shared, stripe);
        lastShared[stripe & GROUP_MASK] = read.number();
    }

    /** A read of no telling which keys is about to be sent. */
    void addAny() {
        forgetAnswered();
        some = true;
        any = true;
    }

    /** Whether a read of the stripe may be on its way. */
    boolean mayInclude(int stripe) {
        return some
                && !replies.isEmpty()
                && (any || (alone.length > 0 && (isSet(alone, stripe) || isSet(shared, stripe))));
    }

    /** Whether a read of the stripe may be on its way that was sent later than this one. */
    boolean mayIncludeLater(int stripe, SharedRead read) {
        return mayInclude(stripe) && (any || isSet(alone, stripe) || lastShared[stripe & GROUP_MASK] != read.number());
    }

    private void begin() {
        forgetAnswered();
        some = true;
        if (alone.length == 0) {
            alone = new long[WORDS];
            shared = new long[WORDS];
            lastShared = new long[GROUP_MASK + 1];
        }
    }

    private void forgetAnswered() {
        if (some && replies.isEmpty()) {
            some = false;
            any = false;
            Arrays.fill(alone, 0);
            Arrays.fill(shared, 0);
        }
    }

    private static void set(long[] bits, int stripe) {
        int bit = stripe & STRIPE_MASK;
        bits[bit / Long.SIZE] |= 1L << bit;
    }

    private static boolean isSet(long[] bits, int stripe) {
        int bit = stripe & STRIPE_MASK;
        return (bits[bit / Long.SIZE] & 1L << bit) != 0;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.cache;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Knows which cached replies are still true. Keys are hashed to stripes; each stripe has one number, its <em>state</em>, made of
 * how many writes to its keys are on their way, and an epoch that moves whenever anything may have changed:
 *
 * <ul>
 *   <li>a write of ours is sent, and its reply has come (before the client gets it), or never will;
 *   <li>a shard tells that somebody, perhaps one of us, has changed a key.
 * </ul>
 *
 * Each shard has such a number too, for writes whose keys are not known and for what empties it. A reply may be remembered, and
 * be given out, only as long as both numbers are what they were when its command was sent, and no write was on its way then: so
 * one comparison says it all, and whatever invalidates is one addition, for any number of entries. Two keys of one stripe cost
 * each other hits, never truth.
 *
 * <p>Safe for use by any thread. Not final, so that tests can break a rule and see whether it is missed.
 */
public class Coherence {
    /** Stripes are numbered as if there were so many; where there are fewer, some share a state. */
    public static final int MOST_STRIPES = 1 << 22;

    private static final int PENDING_BITS = 24;
    private static final long EPOCH = 1L << PENDING_BITS;
    private static final long PENDING_MASK = EPOCH - 1;
    /** Shards' numbers lie in cache lines of their own, as every hit reads one. */
    private static final int SHARD_STRIDE = 16;

    private final AtomicLongArray stripes;
    private final int stripeMask;
    private final AtomicLongArray shards;
    private final int shardCount;

    /**
     * Nothing cached, nothing on its way.
     *
     * @param stripeCount how many states there are for stripes; a power of two
     */
    public Coherence(int stripeCount, int shardCount) {
        if (Integer.bitCount(stripeCount) != 1) {
            throw new IllegalArgumentException("not a power of two: " + stripeCount);
        }
        this.stripes = new AtomicLongArray(stripeCount);
        this.stripeMask = stripeCount - 1;
        this.shards = new AtomicLongArray((shardCount + 1) * SHARD_STRIDE);
        this.shardCount = shardCount;
    }

    /** The stripe of a key that lies in a buffer. */
    public static int stripeOf(ByteBuf buffer, int index, int length) {
        return stripeOf(BytesHash.of(buffer, index, length));
    }

    /** The stripe of a key. */
    public static int stripeOf(byte[] key) {
        return stripeOf(BytesHash.of(key, 0, key.length));
    }

    /** The stripe of a key of this hash. */
    public static int stripeOf(long hash) {
        return (int) (hash >>> 32) & MOST_STRIPES - 1;
    }

    /** How many states there are for stripes. */
    public final int stripeCount() {
        return stripeMask + 1;
    }

    /** A command that may write this is about to be sent to the shard. */
    public final void writeSent(int shard, Written written) {
        if (written.isWholeShard()) {
            shardWriteSent(shard);
        }
        for (int stripe : written.stripes()) {
            writeSent(stripe);
        }
    }

    /** The reply of such a command is here and not given out yet, or the connection it was sent on is gone. */
    public final void writeDone(int shard, Written written) {
        if (written.isWholeShard()) {
            shardWriteDone(shard);
        }
        for (int stripe : written.stripes()) {
            writeDone(stripe);
        }
    }

    /** A write to a key of the stripe is about to be sent. */
    public void writeSent(int stripe) {
        stripes.getAndAdd(stripe & stripeMask, EPOCH + 1);
    }

    /** The reply of such a write is here and not given out yet, or the connection it was sent on is gone. */
    public void writeDone(int stripe) {
        stripes.getAndAdd(stripe & stripeMask, EPOCH - 1);
    }

    /** A write that may be to any key of the shard is about to be sent. */
    public void shardWriteSent(int shard) {
        shards.getAndAdd(shardIndex(shard), EPOCH + 1);
    }

    /** The reply of such a write is here and not given out yet, or the connection it was sent on is gone. */
    public void shardWriteDone(int shard) {
        shards.getAndAdd(shardIndex(shard), EPOCH - 1);
    }

    /** A shard told that the key has changed. Shards name no database, so the key has changed in all. */
    public void keyChanged(ByteBuf buffer, int index, int length) {
        stripeChanged(stripeOf(buffer, index, length));
    }

    /** All that is remembered of the stripe's keys is to be forgotten. */
    public void stripeChanged(int stripe) {
        stripes.getAndAdd(stripe & stripeMask, EPOCH);
    }

    /** All that is remembered of the shard is to be forgotten. */
    public void shardChanged(int shard) {
        shards.getAndAdd(shardIndex(shard), EPOCH);
    }

    /** All that is remembered is to be forgotten. */
    public final void everythingChanged() {
        for (int shard = 0; shard < shardCount; shard++) {
            shardChanged(shard);
        }
    }

    public final long stripeState(int stripe) {
        return stripes.get(stripe & stripeMask);
    }

    public final long shardState(int shard) {
        return shards.get(shardIndex(shard));
    }

    /** Whether no write is on its way, in either state. */
    public static boolean isQuiet(long stripeState, long shardState) {
        return ((stripeState | shardState) & PENDING_MASK) == 0;
    }

    /** How many writes are on their way by a state. */
    private static int writesIn(long state) {
        return (int) (state & PENDING_MASK);
    }

    /**
     * Whether a read comes behind all writes to its key that were on their way when it was to be sent.
     *
     * @param writesHere how many writes to its stripe are on their way where it is to be sent
     */
    public final boolean isBehind(int writesHere, FillTicket read) {
        return writesIn(read.shardState()) == 0 && writesIn(read.stripeState()) == writesHere;
    }

    /** For how many writes to keys of the stripe a command counts. */
    public final int writesTo(Written written, int stripe) {
        int writes = 0;
        for (int other : written.stripes()) {
            if (((other ^ stripe) & stripeMask) == 0) {
                writes++;
            }
        }
        return writes;
    }

    /** The circumstances of a command that is about to be sent. */
    public FillTicket ticket(int shard, int stripe, LaneEpoch lane) {
        return new FillTicket(shard, stripe, stripeState(stripe), shardState(shard), lane);
    }

    /** Whether a reply that was read in these circumstances may be remembered. */
    public boolean mayStore(FillTicket read) {
        return stripeState(read.stripe()) == read.stripeState()
                && shardState(read.shard()) == read.shardState()
                && !read.lane().isLost();
    }

    /** Whether what was remembered may be given out. */
    public boolean isCurrent(CachedReply reply, long now) {
        return stripeState(reply.stripe()) == reply.stripeState()
                && shards.get(shardIndex(reply.shard())) == reply.shardState()
                && reply.expiresAt() - now > 0
                && !reply.lane().isLost();
    }

    private static int shardIndex(int shard) {
        return (shard + 1) * SHARD_STRIDE;
    }
}

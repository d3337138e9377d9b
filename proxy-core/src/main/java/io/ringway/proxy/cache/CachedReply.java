// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.cache;

/** A remembered reply, with the circumstances in which it was read. Immutable. */
public final class CachedReply {
    /**
     * What an entry takes besides its bytes, on a 64-bit JVM with compressed references: this object 56, its command 40, their
     * arrays' headers 32, the node in the policy's lists 64 and in the table 32 with its slot of 8, rounded up.
     */
    private static final int OVERHEAD_BYTES = 248;

    private static final byte[] NO_BYTES = {};

    private final byte[] bytes;
    private final boolean isNull;
    private final short rule;
    private final int shard;
    private final int stripe;
    private final long stripeState;
    private final long shardState;
    private final LaneEpoch lane;
    private final long expiresAt;

    /**
     * Puts it together.
     *
     * @param bytes as the shard sent them, to be changed by nobody; where the reply is null and {@code isNull} says so, each
     *     protocol version has its own
     * @param ticket in which circumstances it was read
     * @param expiresAt when it is too old, in nanoseconds of the loops' clock
     * @param rule number of the rule by which it was let in
     */
    public CachedReply(byte[] bytes, boolean isNull, FillTicket ticket, long expiresAt, int rule) {
        this.bytes = isNull ? NO_BYTES : bytes;
        this.isNull = isNull;
        this.rule = (short) rule;
        this.shard = ticket.shard();
        this.stripe = ticket.stripe();
        this.stripeState = ticket.stripeState();
        this.shardState = ticket.shardState();
        this.lane = ticket.lane();
        this.expiresAt = expiresAt;
    }

    /** The reply; empty where it is null. Not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    public boolean isNull() {
        return isNull;
    }

    /** Number of the rule by which it was let in. */
    public int rule() {
        return rule;
    }

    public int shard() {
        return shard;
    }

    /** The stripe of the key it depends on. */
    public int stripe() {
        return stripe;
    }

    long stripeState() {
        return stripeState;
    }

    long shardState() {
        return shardState;
    }

    LaneEpoch lane() {
        return lane;
    }

    /** When it is too old, in nanoseconds of the loops' clock. */
    public long expiresAt() {
        return expiresAt;
    }

    /** What remembering these takes, in bytes. */
    static int weight(CommandKey command, CachedReply reply) {
        return OVERHEAD_BYTES + padded(command.length()) + padded(reply.bytes.length);
    }

    private static int padded(int bytes) {
        return bytes + 7 & ~7;
    }
}

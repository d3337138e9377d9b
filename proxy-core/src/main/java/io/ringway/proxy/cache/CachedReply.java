// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.cache;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * A remembered reply with its command, and the circumstances in which it was read. All of it lies in two objects, as a hit on one
 * of many keys takes as long as fetching from memory does. Immutable, but for how often it was used, which may be told by any thread
 * and be a little wrong, and for where it is.
 */
public final class CachedReply {
    /**
     * What an entry takes besides its bytes, on a 64-bit JVM with compressed references: this object 88, its array's header 16, the
     * key in the table 16, the node in the policy's lists 64 and in the table 32 with its slot of 8, rounded up.
     */
    private static final int OVERHEAD_BYTES = 232;

    private final long hash;
    private final long kind;
    /** The command's arguments, and the reply behind them. */
    private final byte[] data;

    private final int argumentBytes;
    private final int stripe;
    private final long stripeState;
    private final long shardState;
    private final long expiresAt;
    private final LaneEpoch lane;
    private final int shard;
    private final short rule;
    private final boolean isNull;
    private int uses;
    /** Whether {@link NearReplies} has taken it in. */
    private volatile boolean near;
    /** Whether it is remembered no more. */
    private volatile boolean gone;

    /**
     * Puts it together.
     *
     * @param data the command's arguments and the reply behind them, as {@link #data(StoredCommand, ByteBuf, int, int)} copies them
     * @param isNull whether the reply is null, and so each protocol version's own
     * @param ticket in which circumstances it was read
     * @param expiresAt when it is too old, in nanoseconds of the loops' clock
     * @param rule number of the rule by which it was let in
     */
    public CachedReply(
            StoredCommand command, byte[] data, boolean isNull, FillTicket ticket, long expiresAt, int rule) {
        this.hash = command.hash();
        this.kind = command.kind();
        this.argumentBytes = command.arguments().length;
        this.data = data;
        this.isNull = isNull;
        this.rule = (short) rule;
        this.shard = ticket.shard();
        this.stripe = ticket.stripe();
        this.stripeState = ticket.stripeState();
        this.shardState = ticket.shardState();
        this.lane = ticket.lane();
        this.expiresAt = expiresAt;
    }

    /** A copy of a reply, behind one of its command's arguments. */
    public static byte[] data(StoredCommand command, ByteBuf in, int start, int length) {
        byte[] arguments = command.arguments();
        byte[] all = Arrays.copyOf(arguments, arguments.length + length);
        in.getBytes(start, all, arguments.length, length);
        return all;
    }

    /** Where in such data the reply begins. */
    public static int replyIn(StoredCommand command) {
        return command.arguments().length;
    }

    long hash() {
        return hash;
    }

    /** It answered so many more commands. */
    void used(int times) {
        uses += times;
    }

    /** About how many commands it has answered. */
    int uses() {
        return uses;
    }

    boolean isNear() {
        return near;
    }

    void takeIn() {
        near = true;
    }

    boolean isGone() {
        return gone;
    }

    void leave() {
        gone = true;
    }

    long kind() {
        return kind;
    }

    int argumentBytes() {
        return argumentBytes;
    }

    /** What holds the reply, from {@link #start} on. Not to be changed. */
    public byte[] data() {
        return data;
    }

    /** Index of the reply's first byte in {@link #data}. */
    public int start() {
        return argumentBytes;
    }

    /** How many bytes the reply has. */
    public int length() {
        return data.length - argumentBytes;
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

    /** Id of the command's row. */
    public int row() {
        return CommandProbe.rowOf(kind);
    }

    public int database() {
        return CommandProbe.databaseOf(kind);
    }

    public ReplyForm form() {
        return CommandProbe.formOf(kind);
    }

    /** A copy of the command's arguments as they were sent, from the first byte of the key on. */
    public byte[] arguments() {
        return Arrays.copyOf(data, argumentBytes);
    }

    /** A copy of the key that the command reads. */
    public byte[] key() {
        return Arrays.copyOf(data, CommandProbe.keyLengthOf(kind));
    }

    /** Whether its command reads this key. */
    boolean reads(byte[] key) {
        int length = CommandProbe.keyLengthOf(kind);
        return Arrays.equals(data, 0, length, key, 0, key.length);
    }

    /** What remembering it takes, in bytes. */
    int weight() {
        return OVERHEAD_BYTES + (data.length + 7 & ~7);
    }
}

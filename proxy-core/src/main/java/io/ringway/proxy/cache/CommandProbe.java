// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.cache;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A command to look up, where it lies in the buffer it was read into: pointed at one after the other, so that looking up
 * allocates nothing. Confined to one event loop.
 */
public final class CommandProbe {
    private static final long MIX = 0x9E3779B97F4A7C15L;
    private static final int FORM_SHIFT = 16;
    private static final int DATABASE_SHIFT = 18;
    private static final int KEY_LENGTH_SHIFT = 34;

    private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
    private int keyStart;
    private int length;
    private long kind;
    private long keyHash;
    private long hash;

    /**
     * Points at a command.
     *
     * @param holder where it lies; borrowed
     * @param row id of its row
     * @param key index of its first argument, the key
     * @param end index behind its last argument
     */
    public void set(ByteBuf holder, int row, int key, int keyLength, int end, int database, ReplyForm form) {
        buffer = holder;
        keyStart = key;
        length = end - key;
        kind = kind(row, keyLength, database, form);
        keyHash = BytesHash.of(holder, key, keyLength);
        long all = keyHash ^ kind * MIX;
        if (length > keyLength) {
            all += MIX * BytesHash.of(holder, key + keyLength, length - keyLength);
        }
        hash = all ^ all >>> 32;
    }

    /** The hash of the key. */
    public long keyHash() {
        return keyHash;
    }

    /** A copy that may be kept. */
    public StoredCommand store() {
        byte[] arguments = new byte[length];
        buffer.getBytes(keyStart, arguments);
        return new StoredCommand(arguments, kind, hash);
    }

    /** Whether it is the command with that reply. */
    boolean isAnsweredBy(CachedReply reply) {
        return hash == reply.hash()
                && kind == reply.kind()
                && length == reply.argumentBytes()
                && BytesHash.sameBytes(buffer, keyStart, reply.data(), length);
    }

    /** Whether it is that command. */
    public boolean is(StoredCommand command) {
        return hash == command.hash()
                && kind == command.kind()
                && length == command.arguments().length
                && BytesHash.sameBytes(buffer, keyStart, command.arguments(), length);
    }

    /** A number that different commands, databases and forms have in common by chance only. */
    public long hash() {
        return hash;
    }

    private static long kind(int row, int keyLength, int database, ReplyForm form) {
        return row
                | (long) form.number() << FORM_SHIFT
                | (long) database << DATABASE_SHIFT
                | (long) keyLength << KEY_LENGTH_SHIFT;
    }

    static int rowOf(long kind) {
        return (int) kind & (1 << FORM_SHIFT) - 1;
    }

    static ReplyForm formOf(long kind) {
        return ReplyForm.of((int) (kind >>> FORM_SHIFT) & (1 << (DATABASE_SHIFT - FORM_SHIFT)) - 1);
    }

    static int databaseOf(long kind) {
        return (int) (kind >>> DATABASE_SHIFT) & (1 << (KEY_LENGTH_SHIFT - DATABASE_SHIFT)) - 1;
    }

    static int keyLengthOf(long kind) {
        return (int) (kind >>> KEY_LENGTH_SHIFT);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.cache;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * A command to look up, where it lies in the buffer it was read into: pointed at one after the other, so that looking up
 * allocates nothing. Confined to one event loop.
 */
public final class CommandProbe extends CommandKey {
    private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
    private int start;
    private int length;
    private int database;
    private ReplyForm form = ReplyForm.EITHER;
    private int hash;

    /** Points at a command; the buffer is borrowed. */
    public void set(ByteBuf holder, int index, int size, int selected, ReplyForm wanted) {
        buffer = holder;
        start = index;
        length = size;
        database = selected;
        form = wanted;
        long bytesHash = BytesHash.of(holder, index, size) + selected;
        hash = (int) (bytesHash ^ (bytesHash >>> 32));
    }

    /**
     * A copy that may be kept.
     *
     * @param keyAt where the key lies, from the command's first byte on
     */
    public StoredCommand store(int keyAt, int keyLength) {
        byte[] frame = new byte[length];
        buffer.getBytes(start, frame);
        return new StoredCommand(frame, database, form, hash, keyAt, keyLength);
    }

    @Override
    int database() {
        return database;
    }

    @Override
    ReplyForm form() {
        return form;
    }

    @Override
    int length() {
        return length;
    }

    boolean isAt(StoredCommand stored) {
        return hash == stored.hashCode()
                && length == stored.length()
                && database == stored.database()
                && form == stored.form()
                && BytesHash.sameBytes(buffer, start, stored.frame());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof StoredCommand stored && isAt(stored));
    }

    @Override
    public int hashCode() {
        return hash;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.cache;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A command whose reply is remembered, or being fetched. Immutable. */
public final class StoredCommand extends CommandKey {
    private final byte[] frame;
    private final int database;
    private final ReplyForm form;
    private final int hash;
    private final int keyAt;
    private final int keyLength;

    StoredCommand(byte[] frame, int database, ReplyForm form, int hash, int keyAt, int keyLength) {
        this.frame = frame;
        this.database = database;
        this.form = form;
        this.hash = hash;
        this.keyAt = keyAt;
        this.keyLength = keyLength;
    }

    /** The command as it was sent; not to be changed. */
    public byte[] frame() {
        return frame;
    }

    /** A copy of the key that the command reads. */
    public byte[] key() {
        return Arrays.copyOfRange(frame, keyAt, keyAt + keyLength);
    }

    /** Whether it reads this key. */
    boolean reads(byte[] key) {
        return Arrays.equals(frame, keyAt, keyAt + keyLength, key, 0, key.length);
    }

    @Override
    public int database() {
        return database;
    }

    @Override
    public ReplyForm form() {
        return form;
    }

    @Override
    int length() {
        return frame.length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        if (other instanceof CommandProbe probe) {
            return probe.isAt(this);
        }
        return other instanceof StoredCommand that
                && hash == that.hash
                && database == that.database
                && form == that.form
                && Arrays.equals(frame, that.frame);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}

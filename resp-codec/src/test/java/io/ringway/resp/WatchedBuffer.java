// SPDX-License-Identifier: Apache-2.0
package io.ringway.resp;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledHeapByteBuf;

/** A buffer that counts the bytes looked at and fails where one outside its window is. Used by one test at a time. */
final class WatchedBuffer extends UnpooledHeapByteBuf {
    private final int from;
    private final int to;
    private long looks;

    /** The bytes at {@code from} in a larger buffer; only they may be looked at. */
    WatchedBuffer(int from, byte[] window, int room) {
        super(UnpooledByteBufAllocator.DEFAULT, from + window.length + room, from + window.length + room);
        this.from = from;
        this.to = from + window.length + room;
        setBytes(from, window);
        setIndex(from, from + window.length);
    }

    long looks() {
        return looks;
    }

    @Override
    public byte getByte(int index) {
        if (index < from || index >= Math.min(to, writerIndex())) {
            throw new AssertionError("looked at " + index + " outside " + from + " to " + writerIndex());
        }
        looks++;
        return super.getByte(index);
    }

    @Override
    public int indexOf(int fromIndex, int toIndex, byte value) {
        if (fromIndex > toIndex || fromIndex < from || toIndex > writerIndex()) {
            throw new AssertionError(
                    "searched " + fromIndex + " to " + toIndex + " outside " + from + " to " + writerIndex());
        }
        int found = super.indexOf(fromIndex, toIndex, value);
        looks += (found < 0 ? toIndex : found + 1) - fromIndex;
        return found;
    }
}

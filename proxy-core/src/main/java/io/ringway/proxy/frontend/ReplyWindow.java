// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

/**
 * How many of a client's commands may await their replies: as many as are likely to be answered in a few MiB. Everybody who
 * sends to the same shard waits behind those, and they come even when their client does not take them. Begins small, as the size
 * of the first replies is not known, and grows by each reply, as TCP's slow start does. Confined to the client's event loop.
 */
final class ReplyWindow {
    private static final int FIRST_COMMANDS = 128;
    private static final long EXPECTED_BYTES = 4L << 20;
    /** By which part the expectation falls when a reply is smaller. */
    private static final int DECAY_SHIFT = 4;

    private final int most;
    private int commands;
    /** How large the next reply is expected to be. */
    private long expectedBytes;
    /** Of a reply that comes in parts. */
    private long partBytes;

    /** @param most never allows more commands */
    ReplyWindow(int most) {
        this.most = most;
        this.commands = Math.min(most, FIRST_COMMANDS);
    }

    /** A reply came, or its last part. */
    void answered(int bytes) {
        expectedBytes = Math.max(bytes + partBytes, expectedBytes - (expectedBytes >> DECAY_SHIFT));
        partBytes = 0;
        if (commands < most) {
            commands++;
        }
    }

    /** A part of a reply came, and more will. */
    void answeredPart(int bytes) {
        partBytes += bytes;
    }

    /** How many commands may await their replies; at least 1. */
    int size() {
        return expectedBytes * commands <= EXPECTED_BYTES
                ? commands
                : (int) Math.max(1, EXPECTED_BYTES / expectedBytes);
    }
}

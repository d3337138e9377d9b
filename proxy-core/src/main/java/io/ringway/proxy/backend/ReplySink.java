// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.netty.buffer.ByteBuf;

/**
 * Whoever waits for the reply of a command. For each ticket, a lane calls exactly one of: {@link #reply} once; {@link
 * #replyPart} until the last part; {@link #failed} once, possibly after parts. Called on the event loop that sent the command.
 */
public interface ReplySink {
    /** A whole reply. The buffer is borrowed. */
    void reply(long ticket, ByteBuf in, int start, int length);

    /** The next part of a large reply. The buffer is borrowed. */
    void replyPart(long ticket, ByteBuf in, int start, int length, boolean last);

    /** There will be no reply, or no more of it. */
    void failed(long ticket, Failure failure);

    /**
     * The command took longer than the slow log's threshold; called before its reply or failure is told.
     *
     * @param command id of the command's row
     */
    default void slow(long ticket, int command, long nanos) {}

    /** Whether large replies may come in parts; otherwise they are assembled first. */
    boolean takesParts();
}

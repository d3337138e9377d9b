// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.netty.buffer.ByteBuf;

/** Whoever waits for a reply and has no use for a part of one: large ones are assembled first. */
public interface WholeReplySink extends ReplySink {
    @Override
    default void replyPart(long ticket, ByteBuf in, int start, int length, boolean last) {
        throw new IllegalStateException("it takes whole replies only");
    }

    @Override
    default boolean takesParts() {
        return false;
    }
}

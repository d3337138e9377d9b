// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import java.util.BitSet;

/**
 * Makes one of what several shards say of one FLUSHALL: that all keys are gone need not be said again where the client has been
 * told behind everything that it can have read on the other shard before. Confined to the client's event loop.
 */
final class FlushOnce {
    private static final long NEVER = -2;

    /** The ticket behind which the client was told. */
    private long toldBehind = NEVER;
    /** The shards on whose behalf that was. */
    private final BitSet told = new BitSet();

    /**
     * Whether the client is to be told.
     *
     * @param ticket the newest that the shard has answered
     */
    boolean isNew(int shard, long ticket) {
        boolean isNew = ticket > toldBehind || told.get(shard);
        if (isNew) {
            toldBehind = ticket;
            told.clear();
        }
        told.set(shard);
        return isNew;
    }
}

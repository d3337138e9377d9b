// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.cache;

/**
 * The circumstances in which a command was sent whose reply is to be remembered: taken before it is sent. Immutable.
 *
 * @param shard whom it was sent to
 * @param stripe of its key
 * @param lane on which it was sent
 */
public record FillTicket(int shard, int stripe, long stripeState, long shardState, LaneEpoch lane) {
    /** Whether some write was on its way, so that there is no telling what the reply will show. */
    public boolean isDoubtful() {
        return !Coherence.isQuiet(stripeState, shardState);
    }
}

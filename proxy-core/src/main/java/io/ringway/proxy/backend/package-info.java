// SPDX-License-Identifier: Apache-2.0
/**
 * Connections to the shards. A reply is handed to the {@link ReplySink} of its command, and to nobody else. In reading order:
 * {@link Lanes} holds an event loop's {@link Lane lanes}, each a pipelined connection that the loop's clients share; a {@link
 * LaneConnection} is one such connection from dialling to its loss, {@link PendingReplies} knows who waits for which reply, and {@link
 * ReplyReader} finds the replies. {@link Handshake} is what is said on a new one.
 *
 * <p>Lanes for those who cannot share: {@link PinnedLanes} lends a {@link PinnedLane} to one client at a time, {@link PinnedPermits}
 * keeps the line of those who want one; a {@link TrackedLane} is of one client that tracks keys. Lanes of the proxy itself: {@link
 * ControlLane} for the control plane, {@link MessengerLane} for news of what is remembered. A {@link Relay} is no lane: it brings
 * messages, which nobody asked for one by one.
 */
@NullMarked
package io.ringway.proxy.backend;

import org.jspecify.annotations.NullMarked;

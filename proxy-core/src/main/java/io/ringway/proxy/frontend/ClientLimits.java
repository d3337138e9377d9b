// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.ringway.resp.ProtocolLimits;

/**
 * What clients may use up. Immutable.
 *
 * @param protocol what a command may look like
 * @param maxClients connections at a time
 * @param clientInFlightCommands unanswered commands at which no more is read from a client
 * @param clientOutputBytes unread replies at which a client is closed
 * @param clientQueryBytes longest incomplete command, and most that is kept behind one that waits
 * @param subscribers what clients with subscriptions may leave unread
 */
public record ClientLimits(
        ProtocolLimits protocol,
        int maxClients,
        int clientInFlightCommands,
        long clientOutputBytes,
        long clientQueryBytes,
        SubscriberLimits subscribers) {}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

import java.time.Duration;

/**
 * What clients may use up. Immutable.
 *
 * @param maxClients connections at a time
 * @param maxBulkBytes longest argument of a command
 * @param maxArguments most arguments of a command, its name included
 * @param maxInlineBytes longest line that is typed as a command, or that announces a length
 * @param clientInFlightCommands commands of one client that await their reply before no more is read from it
 * @param clientOutputBytes replies held for one client that does not read them before its connection is closed
 * @param clientQueryBytes longest incomplete command of one client; not less than {@code maxBulkBytes}
 * @param subscriberOutputBytes unread output at which a client with subscriptions is closed
 * @param subscriberSoftBytes unread output at which it is closed after {@code subscriberSoftTime}
 * @param subscriberSoftTime how long it may have more than that
 * @param memoryBytes all such buffers of all clients together
 * @param laneInFlightCommands commands on one connection to a shard that await their reply
 * @param trackingClients clients that may track keys at a time
 */
public record LimitsConfig(
        int maxClients,
        long maxBulkBytes,
        int maxArguments,
        int maxInlineBytes,
        int clientInFlightCommands,
        long clientOutputBytes,
        long clientQueryBytes,
        long subscriberOutputBytes,
        long subscriberSoftBytes,
        Duration subscriberSoftTime,
        long memoryBytes,
        int laneInFlightCommands,
        int trackingClients) {

    private static final long MIB = 1L << 20;

    public static final LimitsConfig DEFAULT = new LimitsConfig(
            10_000,
            512 * MIB,
            1 << 20,
            64 << 10,
            1024,
            256 * MIB,
            1024 * MIB,
            32 * MIB,
            8 * MIB,
            Duration.ofSeconds(60),
            512 * MIB,
            16_384,
            1_000);

    /** With another number of clients that may track keys. */
    public LimitsConfig withTrackingClients(int most) {
        return with(memoryBytes, most);
    }

    /** With another amount of memory for all clients together. */
    public LimitsConfig withMemory(long bytes) {
        return with(bytes, trackingClients);
    }

    private LimitsConfig with(long memory, int tracking) {
        return new LimitsConfig(
                maxClients,
                maxBulkBytes,
                maxArguments,
                maxInlineBytes,
                clientInFlightCommands,
                clientOutputBytes,
                clientQueryBytes,
                subscriberOutputBytes,
                subscriberSoftBytes,
                subscriberSoftTime,
                memory,
                laneInFlightCommands,
                tracking);
    }
}

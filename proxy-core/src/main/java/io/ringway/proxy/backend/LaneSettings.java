// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How lanes of a store behave. Immutable.
 *
 * @param username for AUTH, or null for the default user
 * @param password for AUTH, or null for none
 * @param connectTimeout deadline for a connection with its handshake
 * @param replyTimeout deadline for a reply; the command is answered with an error then, the lane lives on
 * @param stuckTimeout age of the oldest unanswered command at which the whole lane is given up; above the reply timeout
 * @param minBackoff wait after the first failed connect
 * @param maxBackoff longest wait between connects
 * @param maxInFlight commands of a lane that may wait for replies before its clients are held
 * @param maxAssembledBytes longest reply that is put together for who does not take it in parts
 */
public record LaneSettings(
        @Nullable String username,
        @Nullable String password,
        Duration connectTimeout,
        Duration replyTimeout,
        Duration stuckTimeout,
        Duration minBackoff,
        Duration maxBackoff,
        int maxInFlight,
        long maxAssembledBytes) {}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

import java.time.Duration;

/** The file's {@code limits}. Stateless. */
final class LimitsReader {
    private static final long MIB = 1L << 20;
    private static final LimitsConfig ABSENT = LimitsConfig.DEFAULT;

    private static final Setting<Integer> MAX_CLIENTS =
            count("max-clients", 1, 1_000_000, ABSENT.maxClients(), "Connections at a time; more are refused.");

    private static final Setting<Long> MAX_BULK =
            size("max-bulk", 1024, 1024 * MIB, ABSENT.maxBulkBytes(), "Longest argument of a command.");

    private static final Setting<Integer> MAX_ARGUMENTS = count(
            "max-arguments", 16, 1 << 24, ABSENT.maxArguments(), "Most arguments of a command, its name included.");

    private static final Setting<Long> MAX_INLINE =
            size("max-inline", 1024, 16 * MIB, ABSENT.maxInlineBytes(), "Longest command that is typed as a line.");

    private static final Setting<Integer> CLIENT_IN_FLIGHT = count(
            "client-in-flight",
            1,
            1_000_000,
            ABSENT.clientInFlightCommands(),
            "Commands of one client that await their reply; at the limit no more is read from it.");

    private static final Setting<Long> CLIENT_OUTPUT = size(
            "client-output",
            1024,
            64 * 1024 * MIB,
            ABSENT.clientOutputBytes(),
            "Replies held for one client that does not read them; beyond the limit its connection is closed.");

    private static final Setting<Long> CLIENT_QUERY = size(
            "client-query",
            1024,
            64 * 1024 * MIB,
            ABSENT.clientQueryBytes(),
            "Longest command of one client, and most that it may send behind a command that waits; beyond, its"
                    + " connection is closed. Not less than `max-bulk`.");

    private static final Setting<Long> SUBSCRIBER_OUTPUT = size(
            "subscriber-output",
            1024,
            64 * 1024 * MIB,
            ABSENT.subscriberOutputBytes(),
            "Messages and replies held for one client with subscriptions that does not read them; beyond the limit its"
                    + " connection is closed.");

    private static final Setting<Long> SUBSCRIBER_SOFT_OUTPUT = size(
            "subscriber-soft-output",
            1024,
            64 * 1024 * MIB,
            ABSENT.subscriberSoftBytes(),
            "The same, closed only where it stays beyond this limit for `subscriber-soft-time`.");

    private static final Setting<Duration> SUBSCRIBER_SOFT_TIME = Setting.of(
            "subscriber-soft-time",
            ValueType.duration(Duration.ofMillis(1), Duration.ofHours(24)),
            ABSENT.subscriberSoftTime(),
            ValueType.show(ABSENT.subscriberSoftTime()),
            "How long a client with subscriptions may be beyond `subscriber-soft-output`.");

    private static final Setting<Long> MEMORY =
            size("memory", MIB, 1024 * 1024 * MIB, ABSENT.memoryBytes(), "All such buffers of all clients together.");

    private static final Setting<Integer> LANE_IN_FLIGHT = count(
            "lane-in-flight",
            1,
            1_000_000,
            ABSENT.laneInFlightCommands(),
            "Commands on one connection to a shard that await their reply; at the limit its clients wait.");

    private static final Setting<Integer> TRACKING_CLIENTS = count(
            "tracking-clients",
            1,
            1_000_000,
            ABSENT.trackingClients(),
            "Clients that may have `CLIENT TRACKING` on at a time; each has a connection of its own to every shard that it"
                    + " uses, or two where it redirects.");

    private LimitsReader() {}

    static LimitsConfig read(Section limits) {
        LimitsConfig config = new LimitsConfig(
                limits.get(MAX_CLIENTS),
                limits.get(MAX_BULK),
                limits.get(MAX_ARGUMENTS),
                limits.get(MAX_INLINE).intValue(),
                limits.get(CLIENT_IN_FLIGHT),
                limits.get(CLIENT_OUTPUT),
                limits.get(CLIENT_QUERY),
                limits.get(SUBSCRIBER_OUTPUT),
                limits.get(SUBSCRIBER_SOFT_OUTPUT),
                limits.get(SUBSCRIBER_SOFT_TIME),
                limits.get(MEMORY),
                limits.get(LANE_IN_FLIGHT),
                limits.get(TRACKING_CLIENTS));
        if (config.clientQueryBytes() < config.maxBulkBytes()) {
            limits.problem(CLIENT_QUERY.key(), "'client-query' must not be less than 'max-bulk'");
        }
        return config;
    }

    private static Setting<Integer> count(String key, int least, int most, int absent, String meaning) {
        return Setting.of(key, ValueType.wholeNumber(least, most), absent, Integer.toString(absent), meaning);
    }

    private static Setting<Long> size(String key, long least, long most, long absent, String meaning) {
        return Setting.of(key, ValueType.size(least, most), absent, ValueType.showSize(absent), meaning);
    }
}

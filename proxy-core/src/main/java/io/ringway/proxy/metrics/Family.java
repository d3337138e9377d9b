// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.metrics;

import java.util.List;

/** The catalogue: every metric that is ours, by its Prometheus name without suffixes. Immutable. */
@SuppressWarnings("ImmutableEnumChecker") // made by List.of
enum Family {
    CLIENTS_CONNECTED("ringway_clients_connected", Kind.GAUGE, "Client connections open now."),
    CLIENT_CONNECTIONS("ringway_client_connections", Kind.COUNTER, "Client connections accepted."),
    CLIENTS_HELD(
            "ringway_clients_held",
            Kind.GAUGE,
            "Clients not read from now, because they or a shard they wait for do not keep up."),
    CLIENT_HOLDS("ringway_client_holds", Kind.COUNTER, "Times that reading from a client was stopped."),
    CLIENT_RECEIVED_BYTES("ringway_client_received_bytes", Kind.COUNTER, "Bytes read from clients."),
    CLIENT_SENT_BYTES("ringway_client_sent_bytes", Kind.COUNTER, "Bytes written to clients."),
    OUTPUT_BUFFERED_BYTES("ringway_output_buffered_bytes", Kind.GAUGE, "Bytes waiting to be written to clients."),
    SUBSCRIPTIONS("ringway_subscriptions", Kind.GAUGE, "Subscriptions of clients to channels and patterns, open now."),
    MESSAGES_RELAYED(
            "ringway_messages_relayed",
            Kind.COUNTER,
            "Published messages that came from shards: one for each event loop and channel or pattern with subscribers."),
    MESSAGES_DELIVERED("ringway_messages_delivered", Kind.COUNTER, "The same for each client that they went to."),
    SUBSCRIBERS_EVICTED(
            "ringway_subscribers_evicted", Kind.COUNTER, "Clients closed because they did not take their messages."),
    TRACKING_CLIENTS("ringway_tracking_clients", Kind.GAUGE, "Clients that track keys by `CLIENT TRACKING` now."),
    TRACKING_MISSED(
            "ringway_tracking_missed",
            Kind.COUNTER,
            "Times that such a client was told to forget everything, as changes may have gone unsaid."),
    COMMANDS(
            "ringway_commands",
            Kind.COUNTER,
            "Commands read from clients, whatever became of them; those that Ringway learned from shards count as learned; absent until the first.",
            "command"),
    ERRORS("ringway_errors", Kind.COUNTER, "Commands that the proxy itself answered with an error, by why.", "kind"),
    COMMAND_DURATION(
            "ringway_command_duration_seconds",
            Kind.HISTOGRAM,
            "Time of commands sent to shards: in stage backend from the flush of the lane to the reply read from it, in stage"
                    + " proxy all the rest; absent until the first.",
            "store",
            "shard",
            "command_class",
            "stage"),
    BACKEND_COMMANDS("ringway_backend_commands", Kind.COUNTER, "Commands written to lanes.", "store", "shard"),
    BACKEND_REPLIES("ringway_backend_replies", Kind.COUNTER, "Replies read from lanes.", "store", "shard"),
    BACKEND_LOST(
            "ringway_backend_lost",
            Kind.COUNTER,
            "Commands written to lanes that closed before the reply came.",
            "store",
            "shard"),
    BACKEND_TIMEOUTS(
            "ringway_backend_timeouts",
            Kind.COUNTER,
            "Commands given up because no reply came in time.",
            "store",
            "shard"),
    BACKEND_IN_FLIGHT(
            "ringway_backend_in_flight",
            Kind.GAUGE,
            "Commands written to lanes and not replied to yet, those given up among them.",
            "store",
            "shard"),
    LANES_READY("ringway_lanes_ready", Kind.GAUGE, "Lanes ready for commands now.", "store", "shard"),
    LANE_CONNECTS("ringway_lane_connects", Kind.COUNTER, "Lanes that became ready.", "store", "shard"),
    LANE_DISCONNECTS(
            "ringway_lane_disconnects", Kind.COUNTER, "Lanes that closed after they were ready.", "store", "shard"),
    LANE_CONNECT_FAILURES(
            "ringway_lane_connect_failures", Kind.COUNTER, "Attempts to connect a lane that failed.", "store", "shard"),
    LIBRARIES_DIFFERING(
            "ringway_libraries_differing",
            Kind.GAUGE,
            "Libraries of functions that are not the same on all shards, and that people have to put right.",
            "store"),
    CACHE_READS(
            "ringway_cache_reads",
            Kind.COUNTER,
            "Reads that the cache may answer, by what became of them.",
            "store",
            "outcome"),
    CACHE_FILLS(
            "ringway_cache_fills",
            Kind.COUNTER,
            "Replies that were fetched to be remembered, by what became of them.",
            "store",
            "outcome"),
    CACHE_INVALIDATIONS(
            "ringway_cache_invalidations",
            Kind.COUNTER,
            "Changed keys that shards told of, remembered or not; the loss of all keys counts as one.",
            "store"),
    CACHE_ENTRIES("ringway_cache_entries", Kind.GAUGE, "Replies in memory, outdated ones among them.", "store"),
    CACHE_BYTES("ringway_cache_bytes", Kind.GAUGE, "Memory that they take, with what belongs to them.", "store"),
    CACHE_MAX_BYTES("ringway_cache_max_bytes", Kind.GAUGE, "Memory that the cache may take.", "store"),
    CACHE_ARMED(
            "ringway_cache_armed",
            Kind.GAUGE,
            "1 where a shard tells of changed keys, so that its replies are remembered; else 0.",
            "store",
            "shard"),
    CACHE_RULE_READS(
            "ringway_cache_rule_reads",
            Kind.COUNTER,
            "Reads that the cache may answer, by the prefix of the rule for the key.",
            "store",
            "prefix"),
    CACHE_RULE_HITS(
            "ringway_cache_rule_hits",
            Kind.COUNTER,
            "Reads answered from the cache, by the prefix of the rule for the key.",
            "store",
            "prefix"),
    PINNED_LENT(
            "ringway_pinned_lent",
            Kind.GAUGE,
            "Connections lent to clients now, for blocking commands and transactions with WATCH.",
            "store",
            "shard"),
    PINNED_WAITING(
            "ringway_pinned_waiting",
            Kind.GAUGE,
            "Clients waiting in line for such a connection now.",
            "store",
            "shard"),
    PINNED_LENDS("ringway_pinned_lends", Kind.COUNTER, "Times that such a connection was lent.", "store", "shard"),
    CONFIG_RELOADS(
            "ringway_config_reloads",
            Kind.COUNTER,
            "Times that the configuration was read again, by what came of it.",
            "result"),
    UPTIME("ringway_uptime_seconds", Kind.GAUGE, "Time since the proxy started."),
    EVENT_LOOPS("ringway_event_loops", Kind.GAUGE, "Event loops that serve clients."),
    BUFFER_MEMORY(
            "ringway_buffer_memory_bytes",
            Kind.GAUGE,
            "Memory that the buffer allocator holds, in use or kept for reuse.",
            "area");

    private final String metricName;
    private final Kind kind;
    private final String help;
    private final List<String> labels;

    Family(String metricName, Kind kind, String help, String... labels) {
        this.metricName = metricName;
        this.kind = kind;
        this.help = help;
        this.labels = List.of(labels);
    }

    String metricName() {
        return metricName;
    }

    Kind kind() {
        return kind;
    }

    String help() {
        return help;
    }

    List<String> labels() {
        return labels;
    }

    /** How a metric's values behave. */
    enum Kind {
        /** Only grows. */
        COUNTER,
        /** Rises and falls. */
        GAUGE,
        /** Counts durations by magnitude. */
        HISTOGRAM
    }
}

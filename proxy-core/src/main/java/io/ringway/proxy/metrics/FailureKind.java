// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.metrics;

import java.util.Locale;

/** Why the proxy itself answered a command with an error; errors of the servers are not among them. Immutable. */
public enum FailureKind {
    /** By rule, before anything was sent: CROSSSLOT, wrong arguments, commands that are not supported. */
    REFUSED("refused by rule before anything was sent"),
    /** The client's bytes are no command. */
    PROTOCOL_ERROR("the client broke the protocol"),
    /** The client is not allowed to, or has not said who it is. */
    UNAUTHENTICATED("not authenticated or not permitted"),
    /** No connection to the shard, so the command was not sent. */
    SHARD_DOWN("the shard cannot be reached; the command was not sent"),
    /** The connection to the shard broke after the command was sent, so nobody knows whether it was carried out. */
    LANE_LOST("the connection to the shard broke before the reply came"),
    /** The shard did not answer in time. */
    TIMEOUT("the shard did not answer in time"),
    /** The shard's bytes are no reply. */
    BACKEND_PROTOCOL_ERROR("the shard broke the protocol"),
    /** A limit of clients, memory or queued commands was reached. */
    OVERLOADED("a limit was reached");

    private final String label = name().toLowerCase(Locale.ROOT);
    private final String help;

    FailureKind(String help) {
        this.help = help;
    }

    /** The value of the label {@code kind}. */
    public String label() {
        return label;
    }

    /** What it means, for the documentation. */
    public String help() {
        return help;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

/**
 * One part of a store and where it is served. Immutable.
 *
 * @param name decides which keys it gets, so it stays when the address changes
 * @param weight share of the keys relative to the other shards, at least 1
 */
public record ShardConfig(String name, String host, int port, int weight) {
    /** A shard of weight 1 that is named by its address. */
    public static ShardConfig at(String host, int port) {
        return named(new Endpoint(host, port).toString(), host, port);
    }

    /** A shard of weight 1. */
    public static ShardConfig named(String name, String host, int port) {
        return new ShardConfig(name, host, port, 1);
    }

    /** The address as {@code host:port}. */
    public String endpoint() {
        return new Endpoint(host, port).toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

/**
 * A named part of a store and where it is. Immutable.
 *
 * @param number its place in the store's list, from 0
 */
public record Shard(int number, String name, String host, int port) {
    /** {@code host:port}. */
    public String endpoint() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}

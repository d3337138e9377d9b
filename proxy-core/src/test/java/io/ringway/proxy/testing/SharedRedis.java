// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.testing;

import java.util.List;
import java.util.stream.Stream;

/**
 * Servers that are started once and used by all tests of this JVM that leave them as they are: one to ask directly, four to
 * be shards. Each test begins by emptying them. Used by one test at a time.
 */
public final class SharedRedis {
    /** The server that tells what is right. */
    public static final RealRedis DIRECT = RealRedis.start();

    /** The shards; tests that need only one use the first. */
    public static final List<RealRedis> SHARDS = RealRedis.startAll(4);

    private SharedRedis() {}

    /** Addresses of the first so many shards. */
    public static List<Endpoint> endpoints(int shards) {
        return SHARDS.subList(0, shards).stream().map(RealRedis::endpoint).toList();
    }

    /** Deletes all data on every server. */
    public static void flush() {
        everywhere("FLUSHALL");
    }

    /** Deletes all scripts and functions on every server; slow, as each gets a new interpreter. */
    public static void flushScripts() {
        everywhere("SCRIPT", "FLUSH");
        everywhere("FUNCTION", "FLUSH");
    }

    private static void everywhere(String... command) {
        List<RawClient> clients = Stream.concat(Stream.of(DIRECT), SHARDS.stream())
                .map(RealRedis::connect)
                .toList();
        clients.forEach(client -> client.send(command));
        for (RawClient client : clients) {
            client.reply();
            client.close();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.testing;

import static org.awaitility.Awaitility.await;

import java.util.List;

/** What clients that track keys are told, and the connections of shards by which they track. */
public final class Invalidations {
    /** Any key may have changed. */
    public static final String EVERYTHING = ">2\r\n$10\r\ninvalidate\r\n_\r\n";

    private Invalidations() {}

    /** This key has changed. */
    public static String changed(String key) {
        return ">2\r\n$10\r\ninvalidate\r\n*1\r\n$" + key.length() + "\r\n" + key + "\r\n";
    }

    /** Ends every connection of a shard that tracks. */
    public static void killConnections(RealRedis shard) {
        try (RawClient client = shard.connect()) {
            trackers(client).forEach(line -> client.call("CLIENT", "KILL", "ID", line.split("[= ]", -1)[1]));
        }
    }

    /** Waits until no client of the proxy tracks any more, and no connection of the shared shards. */
    public static void awaitNoneTracks(ProxyFixture proxy) {
        await("clients that track").until(() -> proxy.figure("tracking_clients") == 0);
        for (RealRedis shard : SharedRedis.SHARDS) {
            try (RawClient client = shard.connect()) {
                await("connections that track").until(() -> trackers(client).isEmpty());
            }
        }
    }

    private static List<String> trackers(RawClient client) {
        return client.call("CLIENT", "LIST")
                .lines()
                .filter(Invalidations::tracks)
                .toList();
    }

    private static boolean tracks(String line) {
        int flags = line.indexOf(" flags=");
        return flags > 0
                && line.substring(flags + 7, line.indexOf(' ', flags + 1)).contains("t");
    }
}

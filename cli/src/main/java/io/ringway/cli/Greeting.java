// SPDX-License-Identifier: Apache-2.0
package io.ringway.cli;

import io.ringway.cli.embedded.EmbeddedShard;
import io.ringway.cli.embedded.EmbeddedShards;
import io.ringway.proxy.control.config.Endpoint;
import io.ringway.proxy.control.config.ProxyConfig;
import io.ringway.proxy.control.config.ShardConfig;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What {@code serve} says once clients can connect. Immutable.
 *
 * @param address where clients connect, which the configuration may have left open
 * @param adminAddress where metrics are, if anywhere
 */
record Greeting(
        ProxyConfig config,
        InetSocketAddress address,
        @Nullable InetSocketAddress adminAddress,
        @Nullable EmbeddedShards embedded) {
    void print(PrintWriter out) {
        String host = config.listen().host();
        Endpoint endpoint = new Endpoint(host, address.getPort());
        out.println("Ringway " + Version.number() + " serves on " + endpoint);
        out.println("  connect: redis-cli" + (isLocal(host) ? "" : " -h " + host) + " -p " + endpoint.port());
        if (adminAddress != null) {
            Endpoint admin = new Endpoint(config.admin().host(), adminAddress.getPort());
            out.println("  metrics: http://" + admin + "/metrics");
        }
        printShards(out);
        if (embedded != null) {
            out.println("Stop with Ctrl-C.");
        }
        out.flush();
    }

    private void printShards(PrintWriter out) {
        Map<String, EmbeddedShard> own = embedded == null
                ? Map.of()
                : embedded.shards().stream().collect(Collectors.toMap(EmbeddedShard::name, Function.identity()));
        Columns shards = new Columns("  SHARD", "ENDPOINT", "WEIGHT", "");
        for (ShardConfig shard : config.store().shards()) {
            EmbeddedShard server = own.get(shard.name());
            shards.row(
                    "  " + shard.name(),
                    shard.endpoint(),
                    Integer.toString(shard.weight()),
                    server == null ? "" : "Redis " + EmbeddedShards.REDIS_VERSION + ", process " + server.pid());
        }
        shards.print(out);
    }

    private static boolean isLocal(String host) {
        return host.equals("127.0.0.1") || host.equals("localhost") || host.equals("0.0.0.0");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.cli;

import io.ringway.proxy.control.config.Endpoint;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The three ways to say which shards to serve; without any, embedded ones. Confined to the thread that parses. */
final class StoreOptions {
    @Nullable
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The configuration, in YAML.")
    Path config;

    @Option(
            names = "--shards",
            split = ",",
            paramLabel = "HOST:PORT",
            converter = EndpointConverter.Server.class,
            description = "Redis servers to spread keys over; each is named by its address.")
    List<Endpoint> shards = List.of();

    @ArgGroup(exclusive = false)
    Embedded embedded = new Embedded();

    /** Shards that are started along with the proxy. Confined to the thread that parses. */
    static final class Embedded {
        @Nullable
        @Option(
                names = "--embedded",
                paramLabel = "N",
                description = "Start N Redis servers along with the proxy (default: 3).")
        Integer count;

        @Nullable
        @Option(
                names = "--data",
                paramLabel = "DIR",
                description = "Keep the embedded servers' data in DIR (default: it ends with them).")
        Path data;
    }
}

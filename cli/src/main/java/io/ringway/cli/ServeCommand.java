// SPDX-License-Identifier: Apache-2.0
package io.ringway.cli;

import io.ringway.cli.embedded.EmbeddedFailure;
import io.ringway.cli.embedded.EmbeddedShards;
import io.ringway.proxy.Proxy;
import io.ringway.proxy.ProxyStartException;
import io.ringway.proxy.control.config.AdminConfig;
import io.ringway.proxy.control.config.ConfigException;
import io.ringway.proxy.control.config.ConfigFile;
import io.ringway.proxy.control.config.ListenConfig;
import io.ringway.proxy.control.config.ProxyConfig;
import io.ringway.proxy.control.config.ShardConfig;
import io.ringway.proxy.control.reload.ConfigSource;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ringway serve}: runs the proxy until it is told to stop. Confined to the main thread. */
@Command(
        name = "serve",
        customSynopsis = {
            "ringway serve [--embedded=N] [--data=DIR] [--listen=HOST:PORT] [--admin=HOST:PORT|off]",
            "ringway serve --shards=HOST:PORT[,HOST:PORT...] [--listen=...] [--admin=...]",
            "ringway serve -c FILE [--listen=...] [--admin=...]"
        },
        description = "Run the proxy until Ctrl-C. Without options: three embedded Redis servers behind 127.0.0.1:6380."
                + " With -c, SIGHUP has FILE read again.")
final class ServeCommand implements Callable<Integer> {
    private static final int MAX_EMBEDDED = 256;

    @ArgGroup(exclusive = true)
    private StoreOptions options = new StoreOptions();

    @Nullable
    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            converter = EndpointConverter.Listen.class,
            description = "Where clients connect (default: as configured, or 127.0.0.1:6380).")
    private ListenConfig listen;

    @Nullable
    @Option(
            names = "--admin",
            paramLabel = "HOST:PORT|off",
            converter = EndpointConverter.Admin.class,
            description = "Where metrics and health are served (default: as configured, or 127.0.0.1:9380).")
    private AdminConfig admin;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws ConfigException, CommandFailure, EmbeddedFailure, InterruptedException {
        Path file = options.config;
        if (file != null) {
            ConfigSource source = () -> withOverrides(ConfigFile.read(file));
            return serve(source.read(), source, null);
        }
        if (!options.shards.isEmpty()) {
            return serve(
                    of(options.shards.stream()
                            .map(server -> ShardConfig.at(server.host(), server.port()))
                            .toList()),
                    null,
                    null);
        }
        EmbeddedShards embedded = startEmbedded();
        List<ShardConfig> shards = embedded.shards().stream()
                .map(shard -> ShardConfig.named(shard.name(), EmbeddedShards.HOST, shard.port()))
                .toList();
        return serve(of(shards), null, embedded);
    }

    /** @param source where the configuration can be read again; null where it came from options */
    private Integer serve(ProxyConfig config, @Nullable ConfigSource source, @Nullable EmbeddedShards embedded)
            throws CommandFailure, InterruptedException {
        Proxy proxy = start(config, source, embedded);
        Shutdown shutdown = Shutdown.onExit(proxy, embedded);
        if (source != null) {
            Hangup.take(proxy::reload);
        }
        new Greeting(config, proxy.address(), proxy.adminAddress(), embedded)
                .print(spec.commandLine().getOut());
        proxy.awaitTermination();
        shutdown.run();
        return 0;
    }

    private static Proxy start(ProxyConfig config, @Nullable ConfigSource source, @Nullable EmbeddedShards embedded)
            throws CommandFailure {
        try {
            return Proxy.start(config, source);
        } catch (ProxyStartException e) {
            if (embedded != null) {
                embedded.close();
            }
            throw new CommandFailure(e.getMessage() + StartAdvice.of(e));
        }
    }

    private ProxyConfig of(List<ShardConfig> shards) throws CommandFailure {
        ProxyConfig config = ProxyConfig.defaults(ListenConfig.DEFAULT, shards).withAdmin(AdminConfig.DEFAULT);
        try {
            config.store().placementSpec();
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()));
        }
        return withOverrides(config);
    }

    private ProxyConfig withOverrides(ProxyConfig config) {
        return config.withListen(listen == null ? config.listen() : listen)
                .withAdmin(admin == null ? config.admin() : admin);
    }

    private EmbeddedShards startEmbedded() throws EmbeddedFailure, InterruptedException {
        Integer count = options.embedded.count;
        if (count != null && (count < 1 || count > MAX_EMBEDDED)) {
            throw new ParameterException(
                    spec.commandLine(), "--embedded takes a number from 1 to " + MAX_EMBEDDED + ", not " + count);
        }
        return options.embedded.data == null
                ? EmbeddedShards.inMemory(count == null ? EmbeddedShards.DEFAULT_COUNT : count)
                : EmbeddedShards.keptIn(options.embedded.data, count == null ? 0 : count);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.cli;

import io.ringway.proxy.PlanPreview;
import io.ringway.proxy.ProxyStartException;
import io.ringway.proxy.compat.CommandFile;
import io.ringway.proxy.control.config.ConfigException;
import io.ringway.proxy.control.config.ConfigFile;
import io.ringway.proxy.control.config.Endpoint;
import io.ringway.proxy.control.config.ListenConfig;
import io.ringway.proxy.control.config.ProxyConfig;
import io.ringway.proxy.control.config.ShardConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ringway compat}: says what Ringway would do with commands that an application sends. Confined to one thread. */
@Command(
        name = "compat",
        description = {
            "Tell which of an application's commands Ringway would carry out otherwise than one server, or refuse.",
            "Reads FILE, or standard input: commands as typed at redis-cli, one in a line, or the output of MONITOR, or an"
                    + " append-only file. With --watch, listens to a server instead.",
        },
        exitCodeList = {"0:nothing would be refused", "1:something would, or it went wrong", "2:the command line is wrong"})
final class CompatCommand implements Callable<Integer> {
    private static final int DEFAULT_SECONDS = 60;

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Topology topology = new Topology();

    @Nullable
    @Option(
            names = "--watch",
            paramLabel = "HOST:PORT",
            converter = EndpointConverter.Server.class,
            description = "Listen to this server by MONITOR, which costs it some of its speed. A password is taken from the"
                    + " environment variable REDISCLI_AUTH.")
    private Endpoint watched;

    @Option(names = "--seconds", paramLabel = "N", description = "How long to listen (default: ${DEFAULT-VALUE}).")
    private int seconds = DEFAULT_SECONDS;

    @Nullable
    @Parameters(arity = "0..1", paramLabel = "FILE", description = "Commands to read; - or nothing for standard input.")
    private Path file;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** The shards to plan for. Confined to the thread that parses. */
    static final class Topology {
        @Nullable
        @Option(
                names = {"-c", "--config"},
                paramLabel = "FILE",
                description = "The configuration, in YAML.")
        private Path config;

        @Option(
                names = "--shards",
                split = ",",
                paramLabel = "HOST:PORT",
                converter = EndpointConverter.Server.class,
                description = "Redis servers to spread keys over; each is named by its address. None is connected to.")
        private List<Endpoint> shards = List.of();

        ProxyConfig read() throws ConfigException {
            return config == null
                    ? ProxyConfig.defaults(
                            ListenConfig.DEFAULT,
                            shards.stream()
                                    .map(shard -> ShardConfig.at(shard.host(), shard.port()))
                                    .toList())
                    : ConfigFile.read(config);
        }
    }

    @Override
    public Integer call() throws ConfigException, CommandFailure {
        if (seconds < 1 || (watched != null && file != null)) {
            throw new ParameterException(
                    spec.commandLine(),
                    seconds < 1 ? "--seconds must be at least 1" : "Give FILE or --watch, not both");
        }
        CompatReport report = new CompatReport(preview());
        Endpoint server = watched;
        if (server == null) {
            readFile(report);
        } else {
            new MonitoredServer(server).listen(Duration.ofSeconds(seconds), report::add);
        }
        report.print(spec.commandLine().getOut());
        return report.refused() == 0 ? 0 : 1;
    }

    private PlanPreview preview() throws ConfigException, CommandFailure {
        try {
            return PlanPreview.of(topology.read());
        } catch (ProxyStartException | IllegalArgumentException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()));
        }
    }

    private void readFile(CompatReport report) throws CommandFailure {
        Path path = file == null || file.toString().equals("-") ? null : file;
        try (InputStream in = path == null ? System.in : Files.newInputStream(path)) {
            CommandFile.read(in, report::add);
        } catch (IOException e) {
            throw new CommandFailure("cannot read " + (path == null ? "standard input" : path) + ": " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new CommandFailure((path == null ? "standard input" : path) + ": " + e.getMessage());
        }
    }
}

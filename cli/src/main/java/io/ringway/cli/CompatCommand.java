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
import java.io.PrintWriter;
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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ringway compat}: says what Ringway would do with commands that an application sends. Confined to one thread. */
@Command(
        name = "compat",
        description = {
            "Tell what Ringway would do with an application's commands: which it would refuse, split or broadcast, and what to do"
                    + " about it. Connects to no shard.",
            "Reads FILE, or standard input: commands as typed at redis-cli, one in a line, or the output of MONITOR, or an"
                    + " append-only file. With --watch, listens to a server instead. Never shows a value, only names and keys.",
        },
        exitCodeList = {
            "0:all would work",
            "1:it went wrong",
            "2:the command line is wrong",
            "3:something would be refused, or have another result"
        })
final class CompatCommand implements Callable<Integer> {
    private static final int PROBLEMS = 3;
    private static final String PASSWORD_VARIABLE = "REDISCLI_AUTH";

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Topology topology = new Topology();

    @Nullable
    @Option(
            names = "--watch",
            paramLabel = "HOST:PORT",
            converter = EndpointConverter.Server.class,
            description =
                    "Listen to this server by MONITOR, which costs it some of its speed. A password is taken from the"
                            + " environment variable " + PASSWORD_VARIABLE + ".")
    private Endpoint watched;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "How long to listen, such as 90s or 5m (default: 60s).")
    private Duration time = Duration.ofSeconds(60);

    @Option(names = "--json", description = "Print the report as JSON.")
    private boolean json;

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
        if (watched != null && file != null) {
            throw new ParameterException(spec.commandLine(), "Give FILE or --watch, not both");
        }
        PlanPreview preview = preview();
        CompatReport report = new CompatReport();
        if (watched == null) {
            report.unread(readFile(preview, report));
        } else {
            watch(watched, preview, report);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            report.printJson(out);
        } else {
            report.print(out);
        }
        return report.hasProblems() ? PROBLEMS : 0;
    }

    private void watch(Endpoint server, PlanPreview preview, CompatReport report) throws CommandFailure {
        MonitoredServer.End end = new MonitoredServer(server, System.getenv(PASSWORD_VARIABLE))
                .listen(time, command -> preview.next(command).ifPresent(report::add));
        report.unread(end.unread());
        if (end.cutOff()) {
            spec.commandLine()
                    .getErr()
                    .println(spec.qualifiedName() + ": " + server
                            + " closed the connection early; this is what came before");
        }
    }

    private PlanPreview preview() throws ConfigException, CommandFailure {
        try {
            return PlanPreview.of(topology.read());
        } catch (ProxyStartException | IllegalArgumentException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()));
        }
    }

    private int readFile(PlanPreview preview, CompatReport report) throws CommandFailure {
        Path path = file == null || file.toString().equals("-") ? null : file;
        String name = path == null ? "standard input" : path.toString();
        try (InputStream in = path == null ? System.in : Files.newInputStream(path)) {
            return CommandFile.read(in, command -> preview.next(command).ifPresent(report::add));
        } catch (IOException e) {
            throw new CommandFailure("cannot read " + name + ": " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(name + ": " + e.getMessage());
        }
    }
}

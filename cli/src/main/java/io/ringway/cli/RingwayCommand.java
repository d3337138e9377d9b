// SPDX-License-Identifier: Apache-2.0
package io.ringway.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command that holds all others. Confined to one thread. */
@Command(
        name = "ringway",
        description = "One endpoint in front of many Redis servers.",
        subcommands = {
            ServeCommand.class,
            CheckCommand.class,
            RouteCommand.class,
            PlanCommand.class,
            CompatCommand.class,
            WarmUpCommand.class,
            AutoComplete.GenerateCompletion.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        scope = ScopeType.INHERIT,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all went well", "1:it did not", "2:the command line is wrong"})
final class RingwayCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private RingwayCommand() {}

    /** Nothing was asked for, so this tells what can be. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return spec.exitCodeOnInvalidInput();
    }

    /** Runs one command line and returns the exit code. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        return new CommandLine(new RingwayCommand())
                .setOut(out)
                .setErr(err)
                .setExpandAtFiles(false) // a key may begin with @
                .setParameterExceptionHandler(Failures::usage)
                .setExecutionExceptionHandler(Failures::execution)
                .execute(args);
    }
}

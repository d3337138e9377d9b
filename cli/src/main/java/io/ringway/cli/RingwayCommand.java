// SPDX-License-Identifier: Apache-2.0
package io.ringway.cli;

import java.io.PrintWriter;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** The command that holds all others. Stateless. */
@Command(
        name = "ringway",
        description = "One endpoint in front of many Redis servers.",
        subcommands = {
            ServeCommand.class,
            CheckCommand.class,
            RouteCommand.class,
            PlanCommand.class,
            AutoComplete.GenerateCompletion.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        scope = ScopeType.INHERIT,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all went well", "1:it did not", "2:the command line is wrong"})
final class RingwayCommand {
    private RingwayCommand() {}

    /** Runs one command line and returns the exit code. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        return new CommandLine(new RingwayCommand())
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(Failures::usage)
                .setExecutionExceptionHandler(Failures::execution)
                .execute(args);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.cli;

import io.ringway.cli.embedded.EmbeddedFailure;
import io.ringway.proxy.control.config.ConfigException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** How failures are put to the user: what is wrong in a line, never a stack trace for a user's mistake. Stateless. */
final class Failures {
    private Failures() {}

    static int usage(ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        err.println(name + ": " + String.valueOf(failure.getMessage()).replaceFirst("^Error: ", ""));
        if (!UnmatchedArgumentException.printSuggestions(failure, err)) {
            err.println("Try '" + name + " --help'.");
        }
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    static int execution(Exception failure, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (failure instanceof ConfigException) {
            err.println(failure.getMessage());
        } else if (failure instanceof CommandFailure || failure instanceof EmbeddedFailure) {
            err.println(command.getCommandSpec().qualifiedName() + ": " + failure.getMessage());
        } else {
            err.println(command.getCommandSpec().qualifiedName() + ": this is a defect of Ringway, please report it");
            failure.printStackTrace(err);
        }
        return command.getCommandSpec().exitCodeOnExecutionException();
    }
}

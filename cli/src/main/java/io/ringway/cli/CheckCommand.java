// SPDX-License-Identifier: Apache-2.0
package io.ringway.cli;

import io.ringway.proxy.control.config.ConfigException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ringway check}: says all that is wrong with a configuration. Confined to one thread. */
@Command(name = "check", description = "Check a configuration and tell all that is wrong with it.")
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws ConfigException {
        config.read();
        spec.commandLine().getOut().println(config.file() + ": ok");
        return 0;
    }
}

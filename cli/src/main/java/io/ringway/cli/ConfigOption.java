// SPDX-License-Identifier: Apache-2.0
package io.ringway.cli;

import io.ringway.proxy.control.config.ConfigException;
import io.ringway.proxy.control.config.ConfigFile;
import io.ringway.proxy.control.config.ProxyConfig;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that names the configuration file. Confined to the thread that parses. */
final class ConfigOption {
    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "The configuration, in YAML.")
    private Path file = Path.of("");

    ProxyConfig read() throws ConfigException {
        return ConfigFile.read(file);
    }

    Path file() {
        return file;
    }
}

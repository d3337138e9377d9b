// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;

/** Configurations as they stand in a file called {@code x.yaml}, and what is wrong with them. */
final class ConfigText {
    /** The least of a configuration; more keys of its store may be appended. */
    static final String ONE_SHARD = """
            stores:
              main:
                shards:
                  - name: a
                    address: 127.0.0.1:7001
            """;

    private ConfigText() {}

    /** Reads a text; the files that it names are in this directory. */
    static ProxyConfig read(Path directory, String text) throws ConfigException {
        return ConfigFile.read(new Reading("x.yaml", directory), text);
    }

    /** What is wrong with a text, as it is told. */
    static List<String> problems(Path directory, String text) {
        return texts(catchThrowableOfType(ConfigException.class, () -> read(directory, text)));
    }

    /** The problems' texts, which the exception's message has to consist of. */
    static List<String> texts(ConfigException e) {
        assertThat(e)
                .hasMessage(String.join(
                        "\n", e.problems().stream().map(Problem::toString).toList()));
        return e.problems().stream().map(Problem::toString).toList();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Scripts of {@code src/test} that try something else than Java: they print a line "ok NAME" for what worked, or "skipped NAME: why",
 * and fail otherwise. Safe for use by any thread.
 */
final class ShellScript {
    private ShellScript() {}

    /** Runs a script, which must say of everything that it is ok; the test counts as not run where something was skipped. */
    static void run(Path script, String name, String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("sh", script.toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        List<String> lines = output.lines().toList();
        assumeTrue(lines.stream().noneMatch(line -> line.startsWith("skipped")), output.strip());
        assertThat(lines).isNotEmpty().allMatch(line -> line.startsWith("ok " + name));
    }
}

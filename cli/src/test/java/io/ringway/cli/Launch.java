// SPDX-License-Identifier: Apache-2.0
package io.ringway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A run of the launcher at the top of the tree, as a user has it in a terminal. Confined to one thread. */
final class Launch implements AutoCloseable {
    static final Path LAUNCHER = Path.of("..", "ringway").toAbsolutePath().normalize();

    private static final Pattern SERVES = Pattern.compile("Ringway \\S+ serves on \\S+:(\\d+)");
    private static final Pattern SHARD = Pattern.compile(".* process (\\d+)");

    private final Process process;
    private final BufferedReader output;

    private Launch(Process process) {
        this.process = process;
        this.output = process.inputReader();
    }

    /** Runs {@code launcher} in {@code directory}, which is also where the JVM keeps temporary files. */
    static Launch of(Path launcher, Path directory, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(args));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().put("RINGWAY_JAVA_OPTS", "-Djava.io.tmpdir=" + directory);
        return new Launch(builder.start());
    }

    /** Reads what it says until it is ready, or to the end. */
    Greeted awaitGreeting() throws IOException {
        int port = 0;
        List<Long> shards = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            lines.add(line);
            Matcher serves = SERVES.matcher(line);
            Matcher shard = SHARD.matcher(line);
            if (serves.matches()) {
                port = Integer.parseInt(serves.group(1));
            } else if (shard.matches()) {
                shards.add(Long.valueOf(shard.group(1)));
            } else if (line.startsWith("Stop with")) {
                return new Greeted(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), shards);
            }
        }
        throw new AssertionError("it ended without serving: " + lines);
    }

    /** Reads what it says until it tells where it serves. */
    InetSocketAddress awaitAddress() throws IOException {
        Matcher serves = SERVES.matcher(awaitLine("Ringway "));
        assertThat(serves.matches()).isTrue();
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(serves.group(1)));
    }

    /** Reads what it says until a line with this in it. */
    String awaitLine(String part) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.contains(part)) {
                return line;
            }
            lines.add(line);
        }
        throw new AssertionError("it ended without '" + part + "': " + lines);
    }

    /** All that it says until its end. */
    List<String> awaitOutput() {
        return output.lines().toList();
    }

    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    int awaitExit() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("it still runs");
        }
        return process.exitValue();
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /**
     * What a user learns from the greeting. Immutable.
     *
     * @param shards the processes of the embedded servers
     */
    record Greeted(InetSocketAddress address, List<Long> shards) {
        Greeted {
            shards = List.copyOf(shards);
        }

        List<Long> livingShards() {
            return shards.stream()
                    .filter(pid -> ProcessHandle.of(pid).isPresent())
                    .toList();
        }
    }
}

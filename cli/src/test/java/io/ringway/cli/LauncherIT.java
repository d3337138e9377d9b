// SPDX-License-Identifier: Apache-2.0
package io.ringway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LauncherIT {
    /** A shell does so to what it runs in the background, and nohup. */
    private static final String IGNORED = "whoever runs the tests ignores the signal, and processes inherit that";

    private static final String[] SERVE = {"serve", "--listen", "127.0.0.1:0", "--admin", "off"};
    private static final Path CACHE = Path.of("target", "cache");

    @TempDir
    Path directory;

    /** So that a first run's preparations are no part of what a test sees. */
    @BeforeAll
    static void prepare(@TempDir Path directory) throws Exception {
        try (Launch launch = Launch.of(Launch.LAUNCHER, directory, "--version")) {
            assertThat(launch.awaitOutput()).isNotEmpty();
            assertThat(launch.awaitExit()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void toldToStopItEndsWithSuccessAndLeavesNothing(String signal) throws Exception {
        assumeFalse(isIgnored(signal), IGNORED);
        try (Launch launch = Launch.of(Launch.LAUNCHER, directory, SERVE)) {
            Launch.Greeted greeted = launch.awaitGreeting();
            assertThat(greeted.shards()).hasSize(3).isEqualTo(greeted.livingShards());
            assertThat(Conversation.with(greeted.address(), "SET key value", "GET key"))
                    .isEqualTo("+OK\r\n$5\r\nvalue\r\n+OK\r\n");

            launch.signal(signal);

            assertThat(launch.awaitExit()).isZero();
            assertThat(greeted.livingShards()).isEmpty();
            assertThat(filesIn(directory)).isEmpty();
        }
    }

    @Test
    void killedItLeavesNoProcessAndNoFile() throws Exception {
        try (Launch launch = Launch.of(Launch.LAUNCHER, directory, SERVE)) {
            Launch.Greeted greeted = launch.awaitGreeting();
            List<Path> cached = filesIn(CACHE);

            launch.signal("KILL");

            assertThat(launch.awaitExit()).isEqualTo(137);
            await().until(() -> greeted.livingShards().isEmpty());
            assertThat(filesIn(directory)).isEmpty();
            assertThat(filesIn(CACHE)).isEqualTo(cached);
            assertThat(Path.of("/tmp", "hsperfdata_" + System.getProperty("user.name"), Long.toString(launch.pid())))
                    .doesNotExist();
        }
    }

    @Test
    void aPortInUseIsOneLineThatSaysWhichAndWhatToDo() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Launch launch = Launch.of(
                        Launch.LAUNCHER,
                        directory,
                        "serve",
                        "--embedded=1",
                        "--admin=off",
                        "--listen=127.0.0.1:" + taken.getLocalPort())) {
            assertThat(launch.awaitOutput())
                    .singleElement()
                    .asString()
                    .startsWith("ringway serve: cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": ")
                    .contains("already in use")
                    .endsWith("; choose another address with --listen or --admin");
            assertThat(launch.awaitExit()).isEqualTo(1);
        }
    }

    @Test
    void dataThatIsKeptIsThereTheNextTime() throws Exception {
        String[] keep = {"serve", "--listen=127.0.0.1:0", "--admin=off", "--embedded=2", "--data=my data"};
        try (Launch launch = Launch.of(Launch.LAUNCHER, directory, keep)) {
            Conversation.with(launch.awaitGreeting().address(), "MSET a 1 b 2 c 3 d 4");
            launch.signal("KILL");
            launch.awaitExit();
        }
        try (Launch launch = Launch.of(Launch.LAUNCHER, directory, keep)) {
            assertThat(Conversation.with(launch.awaitGreeting().address(), "MGET a b c d"))
                    .isEqualTo("*4\r\n$1\r\n1\r\n$1\r\n2\r\n$1\r\n3\r\n$1\r\n4\r\n+OK\r\n");
        }
    }

    @Test
    void onHangupItReadsItsFileAgain() throws Exception {
        assumeFalse(isIgnored("HUP"), IGNORED);
        Path file = configuration("1mb");
        try (Launch launch = Launch.of(Launch.LAUNCHER, directory, "serve", "-c", file.toString())) {
            InetSocketAddress address = launch.awaitAddress();
            configuration("2mb");
            launch.signal("HUP");
            launch.awaitLine("configuration reloaded changes=cache.size: 1048576 -> 2097152");
            assertThat(Conversation.with(address, "RINGWAY CONFIG cache.size")).contains("cache.size: 2097152");

            configuration("some");
            launch.signal("HUP");
            launch.awaitLine("configuration not reloaded error=" + file + ":4:15: 'size' must be ");
            assertThat(Conversation.with(address, "RINGWAY CONFIG cache.size")).contains("cache.size: 2097152");
            launch.signal("TERM");
            assertThat(launch.awaitExit()).isZero();
        }
    }

    /** Whether this process ignores HUP or INT, which are signals 1 and 2; TERM is ignored by nobody. */
    private static boolean isIgnored(String signal) throws IOException {
        String ignored = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .findFirst()
                .orElseThrow();
        int number = List.of("", "HUP", "INT").indexOf(signal);
        long bits = Long.parseUnsignedLong(ignored.substring("SigIgn:".length()).strip(), 16);
        return number > 0 && (bits >> (number - 1) & 1) != 0;
    }

    /** A file with a cache of this size, for servers that need not be there. */
    private Path configuration(String size) throws IOException {
        return Files.writeString(
                directory.resolve("ringway.yaml"),
                "listen: 127.0.0.1:0\nadmin: off\nstores: {main: {shards: [{address: '127.0.0.1:1'}]}}\n"
                        + "cache: {size: " + size + "}\n");
    }

    @Test
    void itRunsThroughLinksAndFromElsewhere() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("a link"), Launch.LAUNCHER);
        Path second = Files.createSymbolicLink(directory.resolve("b"), Path.of("a link"));

        for (Path launcher : List.of(link, second)) {
            try (Launch launch = Launch.of(launcher, directory, "--version")) {
                assertThat(launch.awaitOutput()).first().asString().startsWith("Ringway ");
                assertThat(launch.awaitExit()).isZero();
            }
        }
    }

    private static List<Path> filesIn(Path where) throws IOException {
        try (Stream<Path> files = Files.list(where)) {
            return files.sorted().toList();
        }
    }
}

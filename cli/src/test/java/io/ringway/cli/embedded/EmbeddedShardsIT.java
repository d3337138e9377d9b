// SPDX-License-Identifier: Apache-2.0
package io.ringway.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedShardsIT {
    @TempDir
    Path directory;

    @Test
    void shardsAnswerUntilTheyAreClosedAndLeaveNoProcess() throws Exception {
        List<Long> processes;
        try (EmbeddedShards shards = EmbeddedShards.inMemory(3)) {
            processes = shards.shards().stream().map(EmbeddedShard::pid).toList();
            assertThat(shards.shards())
                    .extracting(EmbeddedShard::name)
                    .containsExactly("shard-1", "shard-2", "shard-3");
            assertThat(shards.shards()).extracting(EmbeddedShard::port).doesNotHaveDuplicates();
            for (EmbeddedShard shard : shards.shards()) {
                assertThat(ask(shard, "PING")).isEqualTo("+PONG\r\n+OK\r\n");
            }
        }
        assertThat(processes).allMatch(pid -> ProcessHandle.of(pid).isEmpty());
    }

    @Test
    void dataThatIsKeptIsThereTheNextTimeOnTheSameShards() throws Exception {
        try (EmbeddedShards shards = EmbeddedShards.keptIn(directory, 2)) {
            ask(shards.shards().get(1), "SET key value");
        }
        try (EmbeddedShards shards = EmbeddedShards.keptIn(directory, 0)) {
            assertThat(shards.shards()).hasSize(2);
            assertThat(ask(shards.shards().get(1), "GET key")).startsWith("$5\r\nvalue");
        }
    }

    @Test
    void anotherNumberOfShardsThanHoldTheDataIsRefused() throws Exception {
        EmbeddedShards.keptIn(directory, 2).close();

        assertThatThrownBy(() -> EmbeddedShards.keptIn(directory, 3))
                .isInstanceOf(EmbeddedFailure.class)
                .hasMessage("'" + directory
                        + "' holds the data of 2 shards, and another number would not find it: use --embedded 2");
    }

    @Test
    void dataInUseIsNotSharedWithASecondProcess() throws Exception {
        EmbeddedShards first = EmbeddedShards.keptIn(directory, 1);
        try (first) {
            assertThatThrownBy(() -> EmbeddedShards.keptIn(directory, 1))
                    .isInstanceOf(EmbeddedFailure.class)
                    .hasMessage("'" + directory + "' is in use by another ringway");
        }
    }

    @Test
    void dataThatServersCannotReadIsToldInTheirWords() throws Exception {
        Path append = Files.createDirectories(directory.resolve("shard-1").resolve("appendonlydir"));
        Files.writeString(append.resolve("appendonly.aof.manifest"), "nonsense\n");

        assertThatThrownBy(() -> EmbeddedShards.keptIn(directory, 1))
                .isInstanceOf(EmbeddedFailure.class)
                .hasMessageStartingWith("shard-1 did not start: ");
    }

    @Test
    void withoutACacheTheExecutableIsGoneOnceTheServersRun() throws Exception {
        Path file;
        try (RedisBinary binary = RedisBinary.provide(null)) {
            file = binary.file();
            assertThat(file).isExecutable();
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void theCacheKeepsOneExecutableAndNothingElse() throws Exception {
        for (int i = 0; i < 2; i++) {
            RedisBinary.provide(directory.toString()).close();
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void otherSystemsAreToldWhatToDoInstead() {
        assertThatThrownBy(() -> RedisBinary.resource("Mac OS X", "aarch64"))
                .isInstanceOf(EmbeddedFailure.class)
                .hasMessage("there is no embedded Redis for Mac OS X on aarch64;"
                        + " name your own servers with --shards host:port,…");
    }

    private static String ask(EmbeddedShard shard, String command) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(20_000);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), shard.port()), 5_000);
            socket.getOutputStream().write((command + "\r\nQUIT\r\n").getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

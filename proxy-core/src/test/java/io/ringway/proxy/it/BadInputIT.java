// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.uring.IoUring;
import io.ringway.proxy.control.config.TransportConfig;
import io.ringway.proxy.testing.Delivery;
import io.ringway.proxy.testing.Endpoint;
import io.ringway.proxy.testing.Fault;
import io.ringway.proxy.testing.FaultLink;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.Script;
import io.ringway.proxy.testing.Seed;
import io.ringway.proxy.testing.SharedRedis;
import io.ringway.proxy.testing.Workload;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.IntFunction;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that send nonsense get a server's own errors, and other clients of the proxy notice nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BadInputIT {
    private static final int MANY = 1_000_000;
    /** So that a machine that is busy with other work does not look like a shard that is. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @AutoClose
    private final ProxyFixture proxy = ProxyFixture.before(
            SharedRedis.endpoints(4), config -> config.withStore(config.store().withTimeouts(PATIENCE, PATIENCE)));

    private final Random random = new Random(Seed.value());
    private @Nullable Workload others;

    @BeforeEach
    void othersWork() {
        SharedRedis.flush();
        others = Workload.on(proxy, 3, 0);
    }

    @AfterEach
    void othersAreUnharmed() {
        Workload ended = Objects.requireNonNull(others);
        ended.awaitRounds();
        ended.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*0\r\nPING\r\n",
                "*-1\r\nPING\r\n",
                "*-2147483649\r\n",
                "*2147483648\r\n",
                "*99999999999999999999\r\n",
                "*x\r\n",
                "*\r\n",
                "*+1\r\n$4\r\nPING\r\n",
                "*01\r\n$4\r\nPING\r\n",
                "* 1\r\n$4\r\nPING\r\n",
                "*1\r\n:5\r\n",
                "*1\r\n*1\r\n",
                "*1\r\n\r\n",
                "*1\r\n$-1\r\n",
                "*1\r\n$x\r\n",
                "*1\r\n$536870913\r\n",
                "*1\r\n$99999999999999999999\r\n",
                "*2\r\n$4\r\nECHO\r\n$-5\r\n",
                "*1\r\n$4\r\nPINGxx*1\r\n$4\r\nPING\r\n",
                "*1\r\n$0\r\n\r\n",
                "*2\r\n$0\r\n\r\n$0\r\n\r\n",
                "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$5\r\nval",
                "*3\r\n$3\r\nSE",
                "SET k \"unbalanced\r\n",
                "SET k 'unbalanced\r\nPING\r\n",
                "SET k \"closed\"too-late\r\n",
                "\r\n\r\n  \r\nPING\r\n",
                "\tPING\t\r\n",
                "PING\nPING\n",
                "PING\0PING\r\nPING\r\n",
                "+OK\r\n",
                "$4\r\nPING\r\n",
                ":1\r\n",
                "%1\r\n$1\r\na\r\n$1\r\nb\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n",
                "\u0000\u0000\u0000\u0000\r\nPING\r\n",
                "PING\r\n*1\r\n$-7\r\nPING\r\n",
                "GET / HTTP/1.1\r\n",
                "POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\nPING\r\n",
                "HOST: x\r\nPING\r\n",
            })
    void nonsenseIsAnsweredAsAServerDoes(String bytes) {
        assertThat(Delivery.visible(exchange(proxy.endpoint(), bytes)))
                .isEqualTo(Delivery.visible(exchange(SharedRedis.DIRECT.endpoint(), bytes)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "*1\r\n$", "", "*2\r\n$4\r\nECHO\r\n$"})
    void linesThatNeverEndAreCutOff(String begin) {
        try (RawClient client = proxy.connect()) {
            String answer = sendUntilCut(client, begin.getBytes(StandardCharsets.ISO_8859_1), "1".repeat(16 << 10));

            // The rest of what was sent makes the system reset the connection, perhaps before the error was read.
            assertThat(answer).matches("(-ERR Protocol error: too big .*\r\n)?");
        }
    }

    @Test
    void aRequestThatABrowserWasTrickedIntoIsCutOffBeforeItsBody() {
        String request = "GET / HTTP/1.1\r\nHost: localhost:6380\r\n\r\nSET smuggled 1\r\n";

        // A server drops its answer to the first line together with the connection; where it is sent, it does no harm.
        assertThat(exchange(proxy.endpoint(), request))
                .matches("(-ERR wrong number of arguments for 'get' command\r\n)?");
        try (RawClient client = proxy.connect()) {
            assertThat(client.call("EXISTS", "smuggled")).isEqualTo(":0\r\n");
        }
    }

    @Test
    void megabytesOfBytesByChanceAreCutOff() {
        for (int i = 0; i < 5; i++) {
            byte[] garbage = new byte[1 << 20];
            random.nextBytes(garbage);
            try (RawClient client = proxy.connect()) {
                sendUntilCut(client, new byte[0], new String(garbage, StandardCharsets.ISO_8859_1));
            }
        }
    }

    @Test
    void megabytesOfTypedNonsenseGetAnErrorForEachLine() {
        // Shards are asked about each name; more of them than are remembered as unknown.
        int lines = 5_000;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < lines; i++) {
            bytes.writeBytes(ascii("nonsense" + i + " " + "x".repeat(random.nextInt(800)) + "\r\n"));
        }
        try (RawClient client = proxy.connect()) {
            Thread writer = new Thread(() -> client.send(bytes.toByteArray()), "nonsense");
            writer.start();
            for (int i = 0; i < lines; i++) {
                assertThat(client.reply()).startsWith("-ERR unknown command 'nonsense" + i + "'");
            }
            assertThat(client.call("PING")).isEqualTo("+PONG\r\n");
        }
    }

    @Test
    void aMillionArgumentsAreSplitMergedAndForwarded() {
        try (RawClient client = proxy.connect().withPatience(Duration.ofSeconds(60))) {
            // Every other argument of MSET is a key: many:1, many:3, …
            assertThat(callWith(client, MANY - 1, "MSET", i -> i % 2 == 1 ? "many:" + i : "v"))
                    .isEqualTo("+OK\r\n");
            assertThat(client.call("GET", "many:1")).isEqualTo("$1\r\nv\r\n");
            assertThat(callWith(client, MANY, "EXISTS", i -> "many:" + i)).isEqualTo(":" + (MANY / 2 - 1) + "\r\n");
            assertThat(callWith(client, MANY, "DEL", i -> "many:" + i)).isEqualTo(":" + (MANY / 2 - 1) + "\r\n");
            assertThat(callWith(client, MANY, "RPUSH", i -> "many")).isEqualTo(":" + (MANY - 2) + "\r\n");
            assertThat(client.call("UNLINK", "many")).isEqualTo(":1\r\n");
        }
    }

    @Test
    void lengthsThatAreOnlyAnnouncedTakeNoMemory() {
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                RawClient client = proxy.connect();
                clients.add(client);
                client.sendRaw(
                        i % 2 == 0
                                ? "*3\r\n$3\r\nSET\r\n$8\r\nonly-key\r\n$536870912\r\nand then"
                                : "*1000000\r\n$3\r\nDEL\r\n$1\r\n");
            }
            Objects.requireNonNull(others).awaitRounds();
        } finally {
            clients.forEach(RawClient::close);
        }
    }

    @Test
    void bytesThatComeOneByOneMakeTheSameCommands() {
        List<Script.Line> lines = Script.load("split").lines().subList(0, 10);
        try (FaultLink link = FaultLink.to(proxy.endpoint());
                RawClient direct = SharedRedis.DIRECT.connect();
                RawClient client = RawClient.connect(link.endpoint())) {
            direct.call("FLUSHALL");
            link.toServer(new Fault.Drip(1, Duration.ofNanos(20_000)));

            assertThat(Delivery.PIPELINED.run(client, lines, random))
                    .isEqualTo(Delivery.PIPELINED.run(direct, lines, random));
        }
    }

    /** Half of them by a reset: transports learn of that in different ways. */
    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO", "IO_URING"})
    void clientsThatVanishInTheMiddleOfCommandsLeaveNothingBehind(TransportConfig.Kind transport) {
        assumeTrue(transport != TransportConfig.Kind.IO_URING || IoUring.isAvailable(), "no io_uring here");
        byte[] commands = RawClient.encode("SET", "vanishing", "x".repeat(3000));
        try (ProxyFixture left = ProxyFixture.before(
                SharedRedis.endpoints(4), config -> config.withTransport(new TransportConfig(transport, 2)))) {
            for (int i = 0; i < 1500; i++) {
                RawClient client = left.connect();
                int copies = random.nextInt(3);
                for (int copy = 0; copy < copies; copy++) {
                    client.send(commands);
                }
                client.send(commands, 0, random.nextInt(commands.length));
                if (random.nextBoolean()) {
                    client.reset();
                } else {
                    client.close();
                }
            }

            try (RawClient last = left.connect()) {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> last.call("CLIENT", "LIST").split("id=", -1).length == 2);
            }
        }
    }

    /** Sends a command of so many arguments, its name included, and gives the reply. */
    private static String callWith(RawClient client, int count, String name, IntFunction<String> arguments) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(ascii("*" + count + "\r\n"));
        for (int i = 0; i < count; i++) {
            String argument = i == 0 ? name : arguments.apply(i);
            bytes.writeBytes(ascii("$" + argument.length() + "\r\n" + argument + "\r\n"));
        }
        client.send(bytes.toByteArray());
        return client.reply();
    }

    /** Sends and says that nothing more will come; gives everything until the other side ends too. */
    private static String exchange(Endpoint endpoint, String bytes) {
        try (RawClient client = RawClient.connect(endpoint)) {
            client.sendRaw(bytes);
            client.endOutput();
            return client.readToEnd();
        }
    }

    /** Sends a piece again and again until the connection ends, but at most some megabytes; gives what was answered. */
    private static String sendUntilCut(RawClient client, byte[] begin, String piece) {
        try {
            client.send(begin);
            for (int sent = 0; sent < 8 << 20; sent += piece.length()) {
                client.sendRaw(piece);
            }
            client.endOutput();
        } catch (UncheckedIOException cut) {
            // As it should be.
        }
        return client.readToEnd();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

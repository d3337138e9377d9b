// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The fixtures do what the tests built on them take for granted. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FixturesIT {
    private static final Duration SHORT = Duration.ofMillis(150);

    @AutoClose
    private final RealRedis redis = RealRedis.start();

    @BeforeAll
    void store() {
        try (RawClient client = redis.connect()) {
            assertThat(client.call("SET", "k", "value")).isEqualTo("+OK\r\n");
        }
    }

    @Test
    void aClientSeesTheBytesOfEachReply() {
        try (RawClient client = RawClient.connect(redis.endpoint(), 3)) {
            client.sendRaw("GET k\r\nGET missing\r\nNOSUCH\r\n");

            assertThat(client.reply()).isEqualTo("$5\r\nvalue\r\n");
            assertThat(client.reply()).isEqualTo("_\r\n");
            assertThat(client.reply()).startsWith("-ERR unknown command 'NOSUCH'");
        }
    }

    @Test
    void aServerThatIsFrozenAnswersWhenItIsThawed() {
        try (RealRedis frozen = RealRedis.start();
                RawClient client = frozen.connect().withPatience(SHORT)) {
            frozen.freeze();
            client.send("PING");
            assertThatThrownBy(client::reply).hasCauseInstanceOf(SocketTimeoutException.class);

            frozen.thaw();

            assertThat(client.reply()).isEqualTo("+PONG\r\n");
        }
    }

    @Test
    void aServerThatIsKilledComesBackEmptyOnItsPort() {
        try (RealRedis killed = RealRedis.start();
                RawClient client = killed.connect()) {
            client.call("SET", "k", "v");
            killed.kill();
            assertThatThrownBy(() -> RawClient.connect(killed.endpoint())).isInstanceOf(UncheckedIOException.class);
            killed.restart();

            try (RawClient next = killed.connect()) {
                assertThat(next.call("GET", "k")).isEqualTo("$-1\r\n");
            }
        }
    }

    @Test
    void aLinkDelaysDripsCutsAndLies() {
        try (FaultLink link = FaultLink.to(redis.endpoint())) {
            link.toClient(new Fault.Drip(1, Duration.ofMillis(1)));
            try (RawClient client = RawClient.connect(link.endpoint())) {
                assertThat(client.call("GET", "k")).isEqualTo("$5\r\nvalue\r\n");
                link.toClient(Fault.BLACK_HOLE);
                client.send("GET", "k");
                assertThatThrownBy(client.withPatience(SHORT)::reply).hasCauseInstanceOf(SocketTimeoutException.class);
            }
            link.toClient(new Fault.Cut(3, false));
            try (RawClient client = RawClient.connect(link.endpoint())) {
                client.send("GET", "k");
                assertThatThrownBy(client::reply)
                        .hasCauseInstanceOf(EOFException.class)
                        .hasMessageContaining("$5\r");
            }
            link.toClient(new Fault.Garbage("+lie\r\n".getBytes(StandardCharsets.ISO_8859_1)));
            try (RawClient client = RawClient.connect(link.endpoint())) {
                assertThat(client.call("GET", "k")).isEqualTo("+lie\r\n");
            }
            assertThat(link.accepted()).isEqualTo(3);
        }
    }

    @Test
    void aLinkRefusesAndTakesConnectionsAgain() {
        try (FaultLink link = FaultLink.to(redis.endpoint());
                RawClient client = RawClient.connect(link.endpoint())) {
            client.call("PING");
            link.refuse();
            assertThat(client.isClosedByPeer()).isTrue();
            assertThatThrownBy(() -> RawClient.connect(link.endpoint())).isInstanceOf(UncheckedIOException.class);

            link.listen();

            try (RawClient next = RawClient.connect(link.endpoint())) {
                assertThat(next.call("PING")).isEqualTo("+PONG\r\n");
            }
        }
    }
}

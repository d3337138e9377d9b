// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.control.config.AuthConfig;
import io.ringway.proxy.control.config.Secret;
import io.ringway.proxy.testing.Comparison;
import io.ringway.proxy.testing.Delivery;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.RealRedis;
import io.ringway.proxy.testing.Script;
import io.ringway.proxy.testing.SharedRedis;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A proxy with users treats clients that have yet to authenticate as a server with a password does. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AuthIT {
    @AutoClose
    private final RealRedis locked = RealRedis.start("--requirepass", "secret");

    @AutoClose
    private final ProxyFixture proxy = ProxyFixture.before(
            SharedRedis.endpoints(4),
            config -> config.withAuth(
                    new AuthConfig(Map.of("default", new Secret("secret"), "alice", new Secret("wonder")))));

    @Test
    void failuresAndSuccessesAreWordedAsAServersAre() {
        List<Script.Line> lines = Stream.of(
                        "GET k",
                        "NOSUCH",
                        "GET",
                        "PING",
                        "ECHO x",
                        "SELECT 1",
                        "CLIENT ID",
                        "COMMAND COUNT",
                        "AUTH",
                        "AUTH wrong",
                        "AUTH default wrong",
                        "AUTH nobody secret",
                        "AUTH \"\"",
                        "AUTH a b c",
                        "HELLO 3",
                        "HELLO 3 AUTH default wrong",
                        "HELLO 4 AUTH default secret",
                        "RESET",
                        "GET k",
                        "AUTH secret",
                        "GET k",
                        "AUTH wrong",
                        "SET k v",
                        "GET k",
                        "RESET",
                        "GET k",
                        "AUTH default secret",
                        "GET k",
                        "DEL k")
                .map(Script::line)
                .toList();
        SharedRedis.flush();
        try (RawClient direct = locked.connect();
                RawClient client = proxy.connect()) {
            Comparison.assertSame(
                    lines,
                    Delivery.ONE_BY_ONE.run(direct, lines, new Random(0)),
                    Delivery.ONE_BY_ONE.run(client, lines, new Random(0)));
        }
    }

    @Test
    void everyUserComesInWithTheirOwnPasswordInEitherProtocol() {
        try (RawClient client = proxy.connect()) {
            assertThat(client.call("HELLO", "3", "AUTH", "alice", "secret")).startsWith("-WRONGPASS");
            assertThat(client.call("GET", "k")).startsWith("-NOAUTH");
            assertThat(client.call("HELLO", "3", "AUTH", "alice", "wonder", "SETNAME", "rabbit"))
                    .startsWith("%");
            assertThat(client.call("CLIENT", "INFO")).contains("name=rabbit").contains("user=alice");
            assertThat(client.call("GET", "missing")).isEqualTo("_\r\n");
            assertThat(client.call("AUTH", "secret")).isEqualTo("+OK\r\n");
            assertThat(client.call("CLIENT", "INFO")).contains("user=default");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"*11\r\n", "*2\r\n$4\r\nAUTH\r\n$16385\r\n", "*1\r\n$20000\r\n", "GET k\r\nPING\r\n"})
    void strangersMaySendLittle(String bytes) {
        try (RawClient direct = locked.connect();
                RawClient client = proxy.connect()) {
            for (RawClient one : List.of(direct, client)) {
                one.sendRaw(bytes);
                one.endOutput();
            }

            assertThat(client.readToEnd()).isEqualTo(direct.readToEnd());
        }
    }

    @Test
    void aThousandWrongPasswordsHarmNobody() {
        try (RawClient guest = proxy.connect();
                RawClient guesser = proxy.connect()) {
            assertThat(guest.call("AUTH", "secret")).isEqualTo("+OK\r\n");
            for (int i = 0; i < 1_000; i++) {
                assertThat(guesser.call("AUTH", "guess" + i)).startsWith("-WRONGPASS");
            }
            assertThat(guesser.call("PING")).startsWith("-NOAUTH");
            assertThat(guest.call("PING")).isEqualTo("+PONG\r\n");
        }
    }
}

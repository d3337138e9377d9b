// SPDX-License-Identifier: Apache-2.0
package io.ringway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.cli.embedded.EmbeddedShards;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code ringway compat} beside a server that is in use. */
class CompatIT {
    private static EmbeddedShards servers;
    private static InetSocketAddress server;

    @BeforeAll
    static void startServer() throws Exception {
        servers = EmbeddedShards.inMemory(1);
        server = new InetSocketAddress(
                InetAddress.getLoopbackAddress(), servers.shards().get(0).port());
    }

    @AfterAll
    static void stopServer() {
        servers.close();
    }

    @Test
    void itTellsOfTheCommandsOfAllClientsWhileItListens() throws Exception {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> compat(out, err, "1h"));
        await("a monitor").until(() -> Conversation.with(server, "CLIENT LIST").contains("cmd=monitor"));

        Conversation.with(
                server,
                "SET k{t} secret",
                "SUNION a b c d e f",
                "MULTI",
                "SET a secret",
                "SET b secret",
                "SET c secret",
                "SET d secret",
                "EXEC",
                "EVAL \"for i = 1, 20 do redis.call('SET', 'x' .. i, ARGV[1]) end return 1\" 1 k{t} secret");
        Conversation.with(server, "CLIENT KILL SKIPME yes");

        assertThat(code.get()).isEqualTo(3);
        assertThat(out.toString())
                .contains("refused, though one server")
                .contains("  SUNION a b c d and 2 more\n")
                .contains("  EXEC\n")
                .contains("  EVAL k{t} uses x")
                .doesNotContain("secret");
        assertThat(err.toString()).contains("closed the connection early");
    }

    @Test
    void itEndsWhenTheTimeIsOver() {
        StringWriter out = new StringWriter();

        assertThat(compat(out, new StringWriter(), "1s")).isZero();
        assertThat(out.toString()).endsWith("0 commands: nothing to tell\n");
    }

    @Test
    void aServerThatIsNotThereIsSaid() {
        StringWriter err = new StringWriter();
        int code = RingwayCommand.run(
                new PrintWriter(new StringWriter()),
                new PrintWriter(err, true),
                "compat",
                "--shards",
                "h:1",
                "--watch",
                "127.0.0.1:1");

        assertThat(code).isEqualTo(1);
        assertThat(err.toString()).startsWith("ringway compat: cannot listen to 127.0.0.1:1: ");
    }

    private static int compat(StringWriter out, StringWriter err, String time) {
        return RingwayCommand.run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                "compat",
                "--shards",
                "h:1,h:2,h:3",
                "--watch",
                EmbeddedShards.HOST + ":" + server.getPort(),
                "--for",
                time);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.proxy.metrics.Exposition;
import io.ringway.proxy.metrics.ProxyMetrics;
import io.ringway.proxy.plan.ProxyView.ShardState;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdminServerTest {
    private static final ShardState READY = new ShardState("a", "127.0.0.1:7001", 1, "ready");
    private static final ShardState DOWN = new ShardState("b", "127.0.0.1:7002", 1, "down");

    private final ProxyMetrics metrics = new ProxyMetrics("main", List.of("a", "b"), List.of("get"), 1);
    private final HttpClient client = HttpClient.newHttpClient();
    private volatile Health health = new Health(false, List.of(READY, DOWN));

    @AutoClose
    private AdminServer server;

    @BeforeEach
    void start() throws IOException {
        server = AdminServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), metrics.registry(), () -> health);
    }

    @Test
    void metricsAreAValidExposition() throws Exception {
        metrics.loop(0).command(0);

        HttpResponse<String> response = get("/metrics");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        Exposition text = Exposition.parse(response.body());
        assertThat(text.value("ringway_commands_total", Map.of("command", "get")))
                .isEqualTo(1);
        assertThat(text.value("jvm_memory_heap_used", Map.of())).isPositive();
        assertThat(get("/metrics").statusCode()).isEqualTo(200);
    }

    @Test
    void healthIsOkWhileAnyShardIsReachable() throws Exception {
        HttpResponse<String> response = get("/healthz");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(response.body())
                .isEqualTo("{\"status\":\"ok\",\"shards\":["
                        + "{\"name\":\"a\",\"endpoint\":\"127.0.0.1:7001\",\"state\":\"ready\"},"
                        + "{\"name\":\"b\",\"endpoint\":\"127.0.0.1:7002\",\"state\":\"down\"}]}\n");
    }

    @Test
    void healthIsUnavailableWhenNoShardIsReachable() throws Exception {
        health = new Health(false, List.of(DOWN));

        HttpResponse<String> response = get("/healthz");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("\"status\":\"no shard reachable\"", "\"state\":\"down\"");
    }

    @Test
    void healthIsUnavailableWhileDraining() throws Exception {
        health = new Health(true, List.of(READY));

        HttpResponse<String> response = get("/healthz");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("\"status\":\"draining\"");
    }

    @Test
    void theIndexNamesThePages() throws Exception {
        assertThat(get("/").body()).contains("/metrics", "/healthz");
    }

    @Test
    void aQueryIsIgnored() throws Exception {
        assertThat(get("/healthz?verbose=1").statusCode()).isEqualTo(200);
    }

    @Test
    void headHasTheLengthAndNoBody() throws Exception {
        String reply = exchange("HEAD /healthz HTTP/1.1\r\nHost: x\r\n\r\n");

        assertThat(reply).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\n");
        assertThat(reply).containsPattern("content-length: [1-9]");
    }

    @Test
    void unknownPagesAreNotFound() throws Exception {
        assertThat(get("/secret").statusCode()).isEqualTo(404);
    }

    @Test
    void nothingCanBeChanged() throws Exception {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(uri("/metrics"))
                        .POST(HttpRequest.BodyPublishers.ofString("x"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("allow")).hasValue("GET, HEAD");
    }

    @Test
    void aConnectionServesOneRequest() throws Exception {
        String request = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";

        String reply = exchange(request.repeat(2));

        assertThat(reply).contains("connection: close").containsOnlyOnce("HTTP/1.1 200 OK");
    }

    @Test
    void oversizedRequestsAreRefused() throws Exception {
        assertThat(exchange("GET /" + "x".repeat(5_000) + " HTTP/1.1\r\n\r\n")).contains(" 431 ");
        assertThat(exchange("GET / HTTP/1.1\r\nA: " + "x".repeat(9_000) + "\r\n\r\n"))
                .contains(" 431 ");
        assertThat(exchange("POST / HTTP/1.1\r\nContent-Length: 100000000\r\nConnection: close\r\n\r\n"))
                .contains(" 413 ");
    }

    @Test
    void whatIsNotHttpIsRefused() throws Exception {
        assertThat(exchange("*1\r\n$4\r\nPING\r\n\r\n\r\n")).contains(" 400 ");
    }

    @Test
    void aPortInUseIsNamed() {
        InetSocketAddress taken = server.address();

        assertThatThrownBy(() -> AdminServer.start(taken, metrics.registry(), () -> health))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("cannot listen on", ":" + taken.getPort(), "in use");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.address().getPort() + path);
    }

    private String exchange(String request) throws IOException {
        try (Socket socket =
                new Socket(server.address().getAddress(), server.address().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.UTF_8));
            socket.setSoTimeout(10_000);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

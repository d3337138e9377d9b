// SPDX-License-Identifier: Apache-2.0
package io.ringway.cli;

import io.ringway.cli.embedded.EmbeddedFailure;
import io.ringway.cli.embedded.EmbeddedShards;
import io.ringway.proxy.Proxy;
import io.ringway.proxy.ProxyStartException;
import io.ringway.proxy.control.config.ListenConfig;
import io.ringway.proxy.control.config.ProxyConfig;
import io.ringway.proxy.control.config.ShardConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code ringway warm-up}: serves itself a few commands on a free port and ends. The launcher has the JVM record the classes
 * that this loads, so that later starts find them ready. Confined to one thread.
 */
@Command(name = "warm-up", hidden = true, description = "Load what serving needs, and end.")
final class WarmUpCommand implements Callable<Integer> {
    private static final String COMMANDS =
            "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\nGET a\r\nMGET a b c\r\nINFO\r\nKEYS *\r\nHELLO 3\r\nNONE\r\nQUIT\r\n";

    @Override
    public Integer call() throws EmbeddedFailure, InterruptedException, ProxyStartException, IOException {
        try (EmbeddedShards embedded = EmbeddedShards.inMemory(2)) {
            List<ShardConfig> shards = embedded.shards().stream()
                    .map(shard -> ShardConfig.named(shard.name(), EmbeddedShards.HOST, shard.port()))
                    .toList();
            ProxyConfig config = ProxyConfig.defaults(new ListenConfig("127.0.0.1", 0), shards);
            try (Proxy proxy = Proxy.start(config)) {
                new Greeting(config, proxy.address(), null, embedded).print(new PrintWriter(Writer.nullWriter()));
                converse(proxy);
            }
        }
        return 0;
    }

    private static void converse(Proxy proxy) throws IOException {
        try (Socket client =
                new Socket(proxy.address().getAddress(), proxy.address().getPort())) {
            OutputStream out = client.getOutputStream();
            out.write(COMMANDS.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            client.getInputStream().transferTo(OutputStream.nullOutputStream());
        }
    }
}

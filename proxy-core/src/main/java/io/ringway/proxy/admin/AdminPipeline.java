// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.admin;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.ReadTimeoutHandler;

/** Sets up the connections of the admin port. Confined to the admin thread. */
final class AdminPipeline extends ChannelInitializer<Channel> {
    private static final int MAX_REQUEST_LINE_BYTES = 4 * 1024;
    private static final int MAX_HEADER_BYTES = 8 * 1024;
    /** No page takes a body; some clients send an empty one. */
    private static final int MAX_BODY_BYTES = 1024;
    /** More than any number of scrapers; further connections are closed at once. */
    private static final int MAX_CONNECTIONS = 64;
    /** Ends a client that does not send its request or does not take its reply. */
    private static final int SILENT_SECONDS = 30;

    private final AdminPages pages;
    /** The open connections; one leaves when it closes. */
    private final ChannelGroup connections;

    AdminPipeline(AdminPages pages, ChannelGroup connections) {
        this.pages = pages;
        this.connections = connections;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for a refused connection's end
    protected void initChannel(Channel connection) {
        if (connections.size() >= MAX_CONNECTIONS) {
            connection.close();
            return;
        }
        connections.add(connection);
        connection
                .pipeline()
                .addLast(new ReadTimeoutHandler(SILENT_SECONDS))
                .addLast(new HttpServerCodec(new HttpDecoderConfig()
                        .setMaxInitialLineLength(MAX_REQUEST_LINE_BYTES)
                        .setMaxHeaderSize(MAX_HEADER_BYTES)))
                .addLast(new HttpObjectAggregator(MAX_BODY_BYTES))
                .addLast(new AdminHandler(pages));
    }
}

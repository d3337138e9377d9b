// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.admin;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.ringway.proxy.admin.AdminPage.Content;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers one request and ends the connection. Tools ask every few seconds at most, so keeping connections would save nothing, and
 * a client that sends many requests and reads no reply costs the memory of one page. Confined to the admin thread.
 */
final class AdminHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(AdminHandler.class);

    private final AdminPages pages;
    private boolean answered;

    AdminHandler(AdminPages pages) {
        this.pages = pages;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (answered) {
            return;
        }
        answered = true;
        FullHttpResponse response = request.decoderResult().isFailure()
                ? refusal(request.decoderResult().cause())
                : response(request);
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    private static FullHttpResponse refusal(Throwable cause) {
        return encode(
                cause instanceof TooLongFrameException
                        ? Content.text(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "Request too long.\n")
                        : Content.text(HttpResponseStatus.BAD_REQUEST, "Not an HTTP request.\n"));
    }

    private FullHttpResponse response(FullHttpRequest request) {
        String uri = request.uri();
        int query = uri.indexOf('?');
        AdminPage page = pages.at(query < 0 ? uri : uri.substring(0, query));
        if (page == null) {
            return encode(Content.text(HttpResponseStatus.NOT_FOUND, "No such page; / lists them.\n"));
        }
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            FullHttpResponse refused =
                    encode(Content.text(HttpResponseStatus.METHOD_NOT_ALLOWED, "Only GET and HEAD.\n"));
            refused.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
            return refused;
        }
        try {
            return encode(page.render());
        } catch (IOException | RuntimeException e) {
            LOG.error("page={} cannot be rendered", uri, e);
            return encode(Content.text(HttpResponseStatus.INTERNAL_SERVER_ERROR, "See the log.\n"));
        }
    }

    private static FullHttpResponse encode(Content content) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, content.status(), Unpooled.wrappedBuffer(content.body()));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, content.type())
                .setInt(HttpHeaderNames.CONTENT_LENGTH, content.body().length)
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        return response;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the end
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("client={} admin connection failed", context.channel().remoteAddress(), cause);
        context.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.session.Topic;
import io.ringway.resp.RespEncoder;
import io.ringway.resp.RespValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client is told of the subscriptions that one command begins or ends: one message for each. Confined to its event loop. */
final class Confirmations {
    private final ClientConnection client;
    private final List<RespValue> messages = new ArrayList<>();

    Confirmations(ClientConnection client) {
        this.client = client;
    }

    /**
     * Adds one.
     *
     * @param topic null where there was none
     * @param count how many subscriptions there are now
     */
    void add(String kind, @Nullable Topic topic, int count) {
        messages.add(new RespValue.Push(List.of(
                RespValue.bulk(kind),
                topic == null ? RespValue.NULL : new RespValue.Bulk(topic.bytes()),
                RespValue.integer(count))));
    }

    /** Sends all of them as the command's reply. */
    void send(long ticket) {
        ByteBuf buffer = client.allocator().buffer();
        try {
            for (RespValue message : messages) {
                RespEncoder.encode(buffer, message, client.session().protocol());
            }
            client.replies().reply(ticket, buffer, buffer.readerIndex(), buffer.readableBytes());
        } finally {
            buffer.release();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.session.Topic;
import io.ringway.resp.RespEncoder;
import io.ringway.resp.RespValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a client is told of the subscriptions that one command begins or ends: one message for each. Confined to the client's event
 * loop.
 */
final class Confirmations {
    private final ClientConnection client;
    /** The command's, or that of the EXEC whose reply the messages become a part of. */
    private final long ticket;
    /** Who gets the messages in place of the client, as they are a part of EXEC's reply; null outside of transactions. */
    private final @Nullable Consumer<List<RespValue>> inTransaction;

    private final List<RespValue> messages = new ArrayList<>();

    Confirmations(ClientConnection client, long ticket, @Nullable Consumer<List<RespValue>> inTransaction) {
        this.client = client;
        this.ticket = ticket;
        this.inTransaction = inTransaction;
    }

    long ticket() {
        return ticket;
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
    void send() {
        if (inTransaction != null) {
            inTransaction.accept(messages);
            return;
        }
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

    /** Sends an error in place of them. */
    void fail(String error) {
        if (inTransaction != null) {
            inTransaction.accept(List.of(RespValue.error(error)));
        } else {
            client.replies().failed(ticket, error);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.backend.Failure;
import io.ringway.proxy.backend.ReplySink;
import io.ringway.proxy.plan.ClientOrder;
import io.ringway.proxy.session.Session;
import io.ringway.proxy.slowlog.KeptArguments;
import io.ringway.resp.Protocol;
import io.ringway.resp.RespEncoder;
import io.ringway.resp.RespValue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one client is told. Each command takes a ticket, and whoever takes one owes exactly one reply: these leave in the order of
 * the tickets, whatever order they come in. Confined to the client's event loop.
 */
final class ClientReplies implements ReplySink {
    private static final Logger log = LoggerFactory.getLogger(ClientReplies.class);

    private final ClientConnection client;
    private final ClientLoop loop;
    private final ReplyQueue queue;
    /** Whether the client wants no replies; as the session says. */
    private boolean silent;
    /** Whether the client does not want the next command's reply. */
    private boolean skipsNext;

    ClientReplies(ClientConnection client, ClientLoop loop, ReplyQueue queue) {
        this.client = client;
        this.loop = loop;
        this.queue = queue;
    }

    /** Takes a ticket. */
    long open() {
        long ticket = queue.open();
        if (silent || skipsNext) {
            skipsNext = false;
            queue.mute(ticket);
        }
        client.flow().begun();
        return ticket;
    }

    /** Takes a ticket for what the client gets even where it wants no replies, as what is pushed is no reply. */
    long openAnyway() {
        skipsNext = false;
        long ticket = queue.open();
        client.flow().begun();
        return ticket;
    }

    /** From now on the client wants these replies. */
    void wants(ClientOrder.Replies wanted) {
        if (wanted == ClientOrder.Replies.SKIP) {
            skipsNext = !silent;
        } else {
            skipsNext = false;
            Session session = client.session();
            client.changeSession(session.withModes(session.modes().withSilent(wanted == ClientOrder.Replies.OFF)));
        }
    }

    /** The session says whether the client wants replies. */
    void silence(boolean on) {
        silent = on;
    }

    /** Whether every command has been answered. */
    boolean areComplete() {
        return queue.isEmpty();
    }

    /** Whether no command has been begun since the one with this ticket, which is unanswered. */
    boolean isNewest(long ticket) {
        return !client.isClosed() && queue.isNewest(ticket);
    }

    /** How many commands have been begun since the client came. */
    long begun() {
        return queue.opened();
    }

    /** Whether the first so many of them are answered. */
    boolean haveCome(long begun) {
        return client.isClosed() || queue.opened() - queue.inFlight() >= begun;
    }

    /** Answers a command that is being carried out. */
    void answer(RespValue value) {
        answer(open(), value);
    }

    void answer(long ticket, RespValue value) {
        answer(ticket, value, client.session().protocol());
    }

    void answer(long ticket, RespValue value, Protocol protocol) {
        ByteBuf buffer = client.allocator().buffer();
        try {
            RespEncoder.encode(buffer, value, protocol);
            reply(ticket, buffer, buffer.readerIndex(), buffer.readableBytes());
        } finally {
            buffer.release();
        }
    }

    /** Answers a command that is being carried out with a reply that nobody may change. */
    void answer(byte[] reply, int start, int length) {
        long ticket = open();
        loop.metrics().clientBytesOut(length);
        queue.complete(ticket, reply, start, length);
        client.replied();
    }

    @Override
    public void reply(long ticket, ByteBuf in, int start, int length) {
        if (client.isClosed()) {
            return;
        }
        loop.metrics().clientBytesOut(length);
        client.flow().answered(length, true);
        queue.complete(ticket, in, start, length);
        client.replied();
    }

    @Override
    public void replyPart(long ticket, ByteBuf in, int start, int length, boolean last) {
        if (client.isClosed()) {
            return;
        }
        loop.metrics().clientBytesOut(length);
        client.flow().answered(length, last);
        queue.part(ticket, in, start, length, last);
        client.replied();
    }

    @Override
    public void failed(long ticket, Failure failure) {
        if (client.isClosed()) {
            return;
        }
        if (queue.isPartial(ticket)) {
            log.warn(
                    "client closed: the rest of a reply was lost client={} error={}",
                    client.record().address(),
                    failure.text());
            client.close();
            return;
        }
        loop.countFailure(failure);
        answer(ticket, RespValue.error(failure.text()));
    }

    /** A subscription that did not come about. */
    void failed(long ticket, String error) {
        loop.countUnsubscribed();
        answer(ticket, RespValue.error(error));
    }

    @Override
    public void slow(long ticket, int command, long nanos) {
        slow(command, nanos, null);
    }

    /** Enters a command of this client into the slow log. */
    void slow(int command, long nanos, @Nullable KeptArguments arguments) {
        if (!client.isClosed()) {
            loop.slowLog()
                    .add(
                            command,
                            nanos,
                            arguments,
                            client.record().address(),
                            client.session().name());
        }
    }

    @Override
    public boolean takesParts() {
        return true;
    }

    /**
     * Tells the client something that it did not ask for, behind all replies that have left. To have it come behind replies
     * still to come, open a ticket and reply with it. The buffer is borrowed.
     */
    void push(ByteBuf in, int start, int length) {
        if (!client.isClosing()) {
            loop.metrics().clientBytesOut(length);
            queue.push(in, start, length);
            client.chargeIfLarge();
        }
    }

    /** As {@link #push}, and behind the reply with that ticket too. */
    void pushBehind(long ticket, ByteBuf in, int start, int length) {
        if (!client.isClosing()) {
            loop.metrics().clientBytesOut(length);
            queue.pushBehind(ticket, in, start, length);
            client.chargeIfLarge();
        }
    }
}

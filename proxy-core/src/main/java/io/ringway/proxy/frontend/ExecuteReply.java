// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.backend.Failure;
import io.ringway.proxy.backend.ReplySink;
import io.ringway.resp.MalformedReplyException;
import io.ringway.resp.RespDecoder;
import io.ringway.resp.RespValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the replies to a transaction's batch. EXEC's, the last, is the client's; what a shard says to the commands before
 * it, it says again there. Confined to the client's event loop.
 */
final class ExecuteReply implements ReplySink {
    /** The client may have switched by itself before the reply is here. */
    static final int SAME_DATABASE = -1;

    private static final String ABORTED = "EXECABORT Transaction discarded because of";

    private final ClientConnection client;
    private final OwnCommands own;
    private final long ticket;
    private final int execTicket;
    private final List<QueuedCommands.Local> locals;
    /** The database to be in once the transaction has succeeded, where it has switched; else {@link #SAME_DATABASE}. */
    private final int database;

    private final ReceiverCounts counts;
    private boolean failed;
    /** Why the shard would not queue the first command that it refused; null as long as it has queued them all. */
    private @Nullable String refusal;

    ExecuteReply(
            ClientConnection client,
            OwnCommands own,
            long ticket,
            QueuedCommands commands,
            int database,
            ReceiverCounts counts) {
        this.client = client;
        this.own = own;
        this.ticket = ticket;
        this.execTicket = commands.execTicket();
        this.locals = commands.locals();
        this.database = database;
        this.counts = counts;
    }

    @Override
    public void reply(long sent, ByteBuf in, int start, int length) {
        if (failed) {
            return;
        }
        if (sent != execTicket) {
            if (refusal == null && in.getByte(start) == '-') {
                refusal = error(in, start, length);
            }
            return;
        }
        if (refusal != null && error(in, start, length).equals(ABORTED + " previous errors.")) {
            // The client has seen no such error: to it, its commands were queued.
            client.replies().answer(ticket, RespValue.error(ABORTED + ": " + refusal));
            return;
        }
        boolean executed = in.getByte(start) == '*' && in.getByte(start + 1) != '-';
        if (executed && database != SAME_DATABASE) {
            client.become(client.session().withDatabase(database));
        }
        if (executed && !isWhole()) {
            answerCompleted(in.slice(start, length));
        } else {
            client.replies().reply(ticket, in, start, length);
        }
    }

    @Override
    public void replyPart(long sent, ByteBuf in, int start, int length, boolean last) {
        if (sent == execTicket && !failed) {
            client.replies().replyPart(ticket, in, start, length, last);
        }
    }

    @Override
    public void failed(long sent, Failure failure) {
        if (!failed) {
            failed = true;
            client.replies().failed(ticket, failure);
        }
    }

    /** All commands of it together: their own times are not known. */
    @Override
    public void slow(long sent, int command, long nanos) {
        if (sent == execTicket) {
            client.replies().slow(command, nanos, null);
        }
    }

    @Override
    public boolean takesParts() {
        return isWhole() && database == SAME_DATABASE;
    }

    private static String error(ByteBuf in, int start, int length) {
        int around = "-\r\n".length();
        return in.toString(start + 1, length - around, StandardCharsets.UTF_8);
    }

    private void answerCompleted(ByteBuf reply) {
        List<RespValue> all;
        try {
            all = new ArrayList<>(((RespValue.Array) RespDecoder.decode(reply)).elements());
        } catch (MalformedReplyException e) {
            client.replies().failed(ticket, Failure.malformed(String.valueOf(e.getMessage())));
            return;
        }
        if (all.size() != execTicket - 1) {
            client.replies().failed(ticket, Failure.malformed("EXEC was answered with another number of replies"));
            return;
        }
        own.carryOut(client, ticket, locals, all, counts);
    }

    /** Whether the shard's reply is the client's. */
    private boolean isWhole() {
        return locals.isEmpty() && counts.areRight();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.backend.Failure;
import io.ringway.proxy.backend.WholeReplySink;
import io.ringway.proxy.plan.ProxyView;
import io.ringway.proxy.plan.ReplyMerge;
import io.ringway.proxy.transport.MemoryBudget;
import io.ringway.resp.MalformedReplyException;
import io.ringway.resp.Protocol;
import io.ringway.resp.RespDecoder;
import io.ringway.resp.RespValue;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the replies to a command's pieces and answers with their merge; a piece's ticket is its place in the plan.
 * Confined to the client's event loop.
 */
final class Gather implements WholeReplySink {
    private static final Logger log = LoggerFactory.getLogger(Gather.class);
    /** Replies up to this size are not counted: what they take is bounded by the number of commands under way. */
    private static final int SMALL_BYTES = 4 << 10;
    /** What a value takes on the heap besides its bytes. */
    private static final int VALUE_BYTES = 40;

    private final ClientConnection client;
    private final long ticket;
    /** As of the command: the client may have changed to another since. */
    private final Protocol protocol;

    private final ReplyMerge merge;
    private final ProxyView view;
    /** By piece; null until its reply has come. */
    private final @Nullable RespValue[] replies;

    private final MemoryBudget memory;
    private int missing;
    /** Bytes of replies that have come. */
    private long heldBytes;
    /** What has been taken of {@link #memory}. */
    private long chargedBytes;

    private @Nullable Failure failure;

    /** What happens once all replies have come and none is an error; null to merge them. */
    private final @Nullable Continuation then;

    /** Null where the command is not watched. */
    private final @Nullable SlowWatch watch;

    /** Whoever goes on with the replies instead of answering with their merge. */
    @FunctionalInterface
    interface Continuation {
        void goOn(List<RespValue> replies);
    }

    Gather(
            ClientConnection client,
            long ticket,
            Protocol protocol,
            ReplyMerge merge,
            ProxyView view,
            MemoryBudget memory,
            int pieces,
            @Nullable SlowWatch watch,
            @Nullable Continuation then) {
        this.client = client;
        this.ticket = ticket;
        this.protocol = protocol;
        this.then = then;
        this.watch = watch;
        this.merge = merge;
        this.view = view;
        this.memory = memory;
        this.replies = new RespValue[pieces];
        this.missing = pieces;
    }

    @Override
    public void reply(long piece, ByteBuf in, int start, int length) {
        if (client.isClosed()) {
            arrived(piece, RespValue.NULL);
            return;
        }
        heldBytes += length;
        client.gathered(length);
        if (length > SMALL_BYTES && !charge(length + VALUE_BYTES * elements(in, start))) {
            failed(piece, Failure.tooLarge());
            return;
        }
        RespValue value;
        try {
            value = RespDecoder.decode(in.slice(start, length));
        } catch (MalformedReplyException e) {
            failed(piece, Failure.malformed(String.valueOf(e.getMessage())));
            return;
        }
        arrived(piece, value);
    }

    @Override
    public void failed(long piece, Failure cause) {
        if (failure == null) {
            failure = cause;
        }
        arrived(piece, RespValue.error(cause.text()));
    }

    private void arrived(long piece, RespValue value) {
        replies[(int) piece] = value;
        if (--missing > 0) {
            return;
        }
        memory.charge(-chargedBytes);
        client.gathered(-heldBytes);
        if (client.isClosed()) {
            return;
        }
        if (then == null && watch != null) {
            watch.end();
        }
        Failure cause = failure;
        if (cause != null && !merge.takesErrors()) {
            client.replies().failed(ticket, replies.length > 1 ? cause.ofPiece() : cause);
            return;
        }
        @SuppressWarnings("NullAway") // none is missing
        List<RespValue> all = Arrays.asList(replies);
        RespValue error = merge.takesErrors() ? null : firstError(all);
        if (error != null) {
            client.replies().answer(ticket, error, protocol);
            return;
        }
        if (then != null) {
            then.goOn(all);
            return;
        }
        RespValue reply;
        try {
            reply = merge.merge(all, view);
        } catch (RuntimeException e) {
            // What shards say is up to them: it must not be the end of the lane that brought it.
            log.error("replies could not be merged", e);
            client.replies().failed(ticket, Failure.malformed("it does not fit those of the other shards"));
            return;
        }
        client.replies().answer(ticket, reply, protocol);
    }

    private boolean charge(long bytes) {
        chargedBytes += bytes;
        return memory.charge(bytes);
    }

    /** How many elements a reply says it has; 0 for one that is no aggregate. */
    private static long elements(ByteBuf in, int start) {
        byte type = in.getByte(start);
        if (type != '*' && type != '%' && type != '~') {
            return 0;
        }
        long count = 0;
        for (int at = start + 1; in.getByte(at) >= '0' && in.getByte(at) <= '9'; at++) {
            count = count * 10 + in.getByte(at) - '0';
        }
        return type == '%' ? 2 * count : count;
    }

    private static @Nullable RespValue firstError(List<RespValue> replies) {
        for (RespValue value : replies) {
            if (value instanceof RespValue.Err) {
                return value;
            }
        }
        return null;
    }
}

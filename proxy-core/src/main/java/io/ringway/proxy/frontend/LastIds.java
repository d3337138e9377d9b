// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringway.proxy.backend.Failure;
import io.ringway.proxy.backend.Lane;
import io.ringway.proxy.backend.WholeReplySink;
import io.ringway.proxy.plan.Plan.FromNow;
import io.ringway.resp.CommandEncoder;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.MalformedReplyException;
import io.ringway.resp.RespDecoder;
import io.ringway.resp.RespValue;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The last ids that some streams have now, for a command that says {@code $} and cannot be sent yet: what is added before it is
 * sent would be lost on it. Asks on the shared lane, and puts the ids in place of the {@code $}; where a stream's id cannot be
 * found out, its {@code $} stays. Confined to the client's event loop.
 */
final class LastIds implements WholeReplySink {
    private static final byte[] XINFO = "XINFO".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] STREAM = "STREAM".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_ENTRY_YET = "0-0".getBytes(StandardCharsets.US_ASCII);
    private static final String NO_STREAM_YET = "ERR no such key";
    private static final RespValue LAST_ID = RespValue.bulk("last-generated-id");

    private final Lane lane;
    private final int infoCommand;
    private final List<FromNow> streams;
    private final byte[][] arguments;
    private PinnedCommand command;
    private int missing;

    /**
     * The ids that a command asks for.
     *
     * @param lane the shared lane to the streams' shard
     * @param infoCommand the id of the row of XINFO STREAM
     */
    @SuppressWarnings("NullAway.Init") // the command is set before any reply can come
    LastIds(Lane lane, CommandFrame frame, List<FromNow> streams, int infoCommand) {
        this.lane = lane;
        this.infoCommand = infoCommand;
        this.streams = streams;
        this.missing = streams.size();
        this.arguments = new byte[frame.argCount()][];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = frame.arg(i);
        }
    }

    /** Asks, and tells the command what to send. */
    void ask(PinnedCommand asking) {
        command = asking;
        for (int i = 0; i < streams.size(); i++) {
            ByteBuf question = Unpooled.buffer();
            CommandEncoder.encode(
                    question, XINFO, STREAM, arguments[streams.get(i).key()]);
            lane.send(question, question.readerIndex(), question.readableBytes(), this, i, infoCommand);
            question.release();
        }
    }

    @Override
    public void reply(long stream, ByteBuf in, int start, int length) {
        try {
            take(streams.get((int) stream).id(), RespDecoder.decode(in.slice(start, length)));
        } catch (MalformedReplyException e) {
            // The $ stays.
        }
        arrived();
    }

    @Override
    public void failed(long stream, Failure failure) {
        arrived();
    }

    private void take(int argument, RespValue reply) {
        if (reply instanceof RespValue.Err error) {
            if (error.text().equals(NO_STREAM_YET)) {
                arguments[argument] = NO_ENTRY_YET;
            }
            return;
        }
        List<RespValue> fields = List.of();
        if (reply instanceof RespValue.MapOf map) {
            fields = map.entries();
        } else if (reply instanceof RespValue.Array array) {
            fields = array.elements();
        }
        for (int i = 0; i + 1 < fields.size(); i += 2) {
            if (fields.get(i).equals(LAST_ID) && fields.get(i + 1) instanceof RespValue.Bulk id) {
                arguments[argument] = id.bytes();
            }
        }
    }

    private void arrived() {
        missing--;
        if (missing == 0) {
            ByteBuf resolved = Unpooled.buffer();
            CommandEncoder.encode(resolved, arguments);
            command.resolved(resolved);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.ringway.proxy.backend.Failure;
import io.ringway.proxy.backend.Lane;
import io.ringway.proxy.backend.ReplySink;
import io.ringway.proxy.plan.Finding;
import io.ringway.proxy.session.Session;
import io.ringway.proxy.transport.OutputQueue;
import io.ringway.proxy.transport.ReadBuffer;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.CommandParser;
import io.ringway.resp.Protocol;
import io.ringway.resp.ProtocolLimits;
import io.ringway.resp.RespEncoder;
import io.ringway.resp.RespValue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client: reads its commands, has each planned and carried out, and lets the replies leave in order. It stops reading
 * ("holds" the client) while too many of its commands are unanswered, while it does not read its replies, while a shard it
 * needs is congested, and while what follows depends on what is still under way. Confined to the client's event loop.
 */
final class ClientConnection extends ChannelInboundHandlerAdapter implements ReplySink {
    private static final Logger log = LoggerFactory.getLogger(ClientConnection.class);

    private final ClientLoop shared;
    private final Channel channel;
    private final ReadBuffer input;
    private final OutputQueue out;
    private final ReplyQueue replies;
    private final ClientRecord record;

    private Session session;
    /** Lanes for the session's protocol and database, by shard. */
    private Lane[] lanes;
    /** Where a command is torn between reads: a parser that remembers it, with its frame. Else the loop's are used. */
    private @Nullable TornCommand torn;

    private boolean held;
    /** What holds the client, if it is a lane. */
    private @Nullable Lane congested;
    /** Whether a lane has been asked to tell when there is room; it tells once. */
    private boolean awaitsLane;
    /** Whether everything under way must be answered before the next command. */
    private boolean barrier;
    /** Whether a shard has been asked about the next command, which is planned anew with its answer. */
    private boolean inquiring;
    /** What is known of the next command from such an answer. */
    private @Nullable Finding finding;

    private boolean resumeScheduled;
    /** Whether the client will send no more; what it has sent is still carried out. */
    private boolean inputEnded;
    /** Whether the connection closes once everything under way is answered. */
    private boolean closing;

    private boolean closed;
    /** What this client takes of the budget of all clients. */
    private long chargedBytes;
    /** Bytes of replies to pieces that wait to be merged. */
    private long gatheredBytes;
    /** Whether the output tells when it has been taken, so that the client is no longer charged for it. */
    private boolean awaitsOutput;

    ClientConnection(ClientLoop shared, Channel channel, ClientRecord record) {
        this.shared = shared;
        this.channel = channel;
        this.record = record;
        this.input = new ReadBuffer(shared.loop());
        this.out = new OutputQueue(shared.loop(), channel, false);
        this.replies = new ReplyQueue(shared.loop(), out);
        this.session = record.session();
        this.lanes = shared.lanes(session);
        channel.config().setRecvByteBufAllocator(input);
    }

    // ---- reading

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        record.active(shared.loop().readClock());
        ByteBuf in = input.received((ByteBuf) message);
        shared.metrics().clientBytesIn(in.readableBytes());
        takeCommands(in);
    }

    private void takeCommands(ByteBuf in) {
        int missing = 0;
        try {
            if (closing || closed) {
                in.skipBytes(in.readableBytes());
            } else if (!held) {
                missing = parse(in);
            }
        } finally {
            if (closed) {
                in.release();
            } else {
                input.keep(in, missing);
                charge();
            }
        }
    }

    /** Carries out the commands in the buffer; returns the least size of an incomplete one at its end, or 0. */
    private int parse(ByteBuf in) {
        TornCommand mine = torn;
        CommandParser parser = mine == null ? shared.parser() : mine.parser;
        CommandFrame frame = mine == null ? shared.frame() : mine.frame;
        while (!held && !closing) {
            int begin = in.readerIndex();
            CommandParser.Result result = parser.parse(in, frame, limits());
            if (result == CommandParser.Result.COMMAND) {
                if (shared.execution().run(this, frame)) {
                    input.took(frame.length());
                } else {
                    // Its turn has not come: it will be read again.
                    in.readerIndex(begin);
                }
            } else if (result == CommandParser.Result.ERROR) {
                in.skipBytes(in.readableBytes());
                shared.refuseProtocol(this, parser.error());
            } else {
                return keepTorn(parser);
            }
        }
        torn = null;
        if (closing) {
            in.skipBytes(in.readableBytes());
        }
        return 0;
    }

    private int keepTorn(CommandParser parser) {
        if (!parser.isInProgress()) {
            torn = null;
            return 0;
        }
        int missing = parser.bytesNeeded();
        if (torn == null) {
            parser.reset();
            torn = new TornCommand();
        }
        if (missing > shared.limits().clientQueryBytes()) {
            log.warn("client closed: query buffer limit reached client={} bytes={}", record.address(), missing);
            close();
        }
        return missing;
    }

    private ProtocolLimits limits() {
        return session.authenticated() ? shared.protocolLimits() : shared.limitsBeforeAuthentication();
    }

    // ---- what plans ask for

    Session session() {
        return session;
    }

    ClientRecord record() {
        return record;
    }

    /** Takes a place in the order of replies; whoever takes it owes exactly one reply. */
    long openTicket() {
        long ticket = replies.open();
        if (replies.inFlight() >= shared.limits().clientInFlightCommands()) {
            hold();
        }
        return ticket;
    }

    Lane lane(int shard) {
        Lane lane = lanes[shard];
        if (lane.isCongested()) {
            congested = lane;
            hold();
            awaitRoom(lane);
        }
        return lane;
    }

    void answer(long ticket, RespValue value) {
        answer(ticket, value, session.protocol());
    }

    void answer(long ticket, RespValue value, Protocol protocol) {
        ByteBuf buffer = shared.loop().allocator().buffer();
        try {
            RespEncoder.encode(buffer, value, protocol);
            reply(ticket, buffer, buffer.readerIndex(), buffer.readableBytes());
        } finally {
            buffer.release();
        }
    }

    /** Whether everything under way has been answered. */
    boolean isQuiet() {
        return replies.isEmpty();
    }

    /** Holds the client until everything under way has been answered. */
    void raiseBarrier() {
        barrier = true;
        hold();
    }

    /** Holds the client until {@link #found}. */
    void inquire() {
        inquiring = true;
        hold();
    }

    /** A shard has answered what was asked about the next command. */
    void found(Finding next) {
        inquiring = false;
        finding = next;
        scheduleResume();
    }

    @Nullable
    Finding finding() {
        return finding;
    }

    /** The command that the finding was about is being carried out. */
    void forgetFinding() {
        finding = null;
    }

    void become(Session next) {
        boolean otherLanes = next.protocol() != session.protocol() || next.database() != session.database();
        session = next;
        record.update(next);
        if (otherLanes) {
            lanes = shared.lanes(next);
            if (!replies.isEmpty()) {
                // Commands on the old lanes may still be on their way: one on a new lane must not overtake them.
                raiseBarrier();
            }
        }
    }

    /** Closes once all that is under way has been answered; what the client still sends is ignored. */
    void closeWhenAnswered() {
        if (!closing) {
            closing = true;
            finishIfAnswered();
        }
    }

    /** Closes at once; commands that have been read and not carried out yet are not. */
    void close() {
        closing = true;
        channel.close();
    }

    // ---- replies

    @Override
    public void reply(long ticket, ByteBuf in, int start, int length) {
        if (closed) {
            return;
        }
        shared.metrics().clientBytesOut(length);
        replies.complete(ticket, in, start, length);
        afterReply();
    }

    @Override
    public void replyPart(long ticket, ByteBuf in, int start, int length, boolean last) {
        if (closed) {
            return;
        }
        shared.metrics().clientBytesOut(length);
        replies.part(ticket, in, start, length, last);
        afterReply();
    }

    @Override
    public void failed(long ticket, Failure failure) {
        if (closed) {
            return;
        }
        if (replies.isPartial(ticket)) {
            log.warn(
                    "client closed: the rest of a reply was lost client={} error={}", record.address(), failure.text());
            close();
            return;
        }
        shared.countFailure(failure);
        answer(ticket, RespValue.error(failure.text()));
    }

    @Override
    public boolean takesParts() {
        return true;
    }

    private void afterReply() {
        if (held) {
            scheduleResume();
        }
        if (closing) {
            finishIfAnswered();
        }
        if (chargedBytes != 0 || !channel.isWritable() || replies.heldBytes() > OutputQueue.SLICE_BYTES) {
            charge();
        }
    }

    private void finishIfAnswered() {
        if (replies.isEmpty() && channel.isOpen()) {
            out.flush();
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    // ---- holding and letting go

    private void hold() {
        if (!held) {
            held = true;
            channel.config().setAutoRead(false);
            shared.metrics().clientHeld();
        }
    }

    private void scheduleResume() {
        if (!resumeScheduled) {
            resumeScheduled = true;
            shared.loop().resumeLater(this::resume);
        }
    }

    private void awaitRoom(Lane lane) {
        if (!awaitsLane) {
            awaitsLane = true;
            lane.whenRoomy(() -> {
                awaitsLane = false;
                resume();
            });
        }
    }

    private void resume() {
        resumeScheduled = false;
        try {
            if (held && !closed && mayGoOn()) {
                goOn();
            }
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    private void goOn() {
        held = false;
        barrier = false;
        congested = null;
        shared.metrics().clientReleased();
        shared.loop().readClock();
        ByteBuf kept = input.kept();
        if (kept != null) {
            takeCommands(kept);
        }
        if (held || closed) {
            return;
        }
        if (inputEnded) {
            closeWhenAnswered();
        } else {
            channel.config().setAutoRead(true);
        }
    }

    private boolean mayGoOn() {
        Lane lane = congested;
        if (lane != null && lane.isCongested()) {
            awaitRoom(lane);
            return false;
        }
        if (inquiring || (barrier && !replies.isEmpty())) {
            return false;
        }
        return channel.isWritable() && replies.inFlight() <= shared.limits().clientInFlightCommands() / 2;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (closed) {
            return;
        }
        if (!channel.isWritable()) {
            hold();
            charge();
        } else if (held) {
            scheduleResume();
        }
    }

    /** Brings the memory budget up to date and sheds this client where it has too much of it. */
    private void charge() {
        long kept = input.keptBytes();
        long pending = out.pendingBytes();
        long unread = pending + replies.heldBytes() + gatheredBytes;
        if (pending > OutputQueue.SLICE_BYTES && !awaitsOutput) {
            awaitsOutput = true;
            out.whenTaken(this::outputTaken);
        }
        long bytes = (kept > OutputQueue.SLICE_BYTES ? kept : 0) + (unread > OutputQueue.SLICE_BYTES ? unread : 0);
        if (bytes == chargedBytes) {
            return;
        }
        boolean covered = shared.memory().charge(bytes - chargedBytes);
        shared.metrics().outputBuffered(bytes - chargedBytes);
        chargedBytes = bytes;
        if (!covered || unread > shared.limits().clientOutputBytes()) {
            log.warn(
                    "client closed: {} reached client={} unread={} incomplete={}",
                    covered ? "its output limit" : "the memory budget of all clients",
                    record.address(),
                    unread,
                    kept);
            shared.countShed();
            close();
        }
    }

    private void outputTaken() {
        awaitsOutput = false;
        if (!closed) {
            charge();
        }
    }

    /** Replies to pieces came to wait for others (or, where negative, wait no more). */
    void gathered(long bytes) {
        gatheredBytes += bytes;
        if (!closed && (chargedBytes != 0 || gatheredBytes > OutputQueue.SLICE_BYTES)) {
            charge();
        }
    }

    // ---- the end

    boolean isClosed() {
        return closed;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            inputEnded = true;
            if (!held) {
                closeWhenAnswered();
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (closed) {
            return;
        }
        closed = true;
        if (held) {
            shared.metrics().clientReleased();
        }
        out.discard();
        replies.discard();
        input.drop();
        torn = null;
        shared.memory().charge(-chargedBytes);
        shared.metrics().outputBuffered(-chargedBytes);
        shared.left(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        failed(cause);
    }

    private void failed(Throwable cause) {
        if (!(cause instanceof java.io.IOException)) {
            log.error("client closed: unexpected failure client={}", record.address(), cause);
        }
        close();
    }

    private static final class TornCommand {
        private final CommandParser parser = new CommandParser();
        private final CommandFrame frame = new CommandFrame();
    }
}

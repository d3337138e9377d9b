// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.ringway.proxy.backend.Failure;
import io.ringway.proxy.backend.Lane;
import io.ringway.proxy.backend.PrivateLane;
import io.ringway.proxy.backend.ReplySink;
import io.ringway.proxy.backend.TrackedLane;
import io.ringway.proxy.cache.CachedReply;
import io.ringway.proxy.cache.Written;
import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.ClientOrder;
import io.ringway.proxy.plan.Finding;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.script.ScriptDigest;
import io.ringway.proxy.session.Session;
import io.ringway.proxy.slowlog.KeptArguments;
import io.ringway.proxy.transport.OutputQueue;
import io.ringway.proxy.transport.ReadBuffer;
import io.ringway.resp.CommandEncoder;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.CommandParser;
import io.ringway.resp.Protocol;
import io.ringway.resp.ProtocolLimits;
import io.ringway.resp.RespEncoder;
import io.ringway.resp.RespValue;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client: reads its commands, has each planned and carried out, and lets the replies leave in order. {@link ClientFlow}
 * says when it may. Confined to the client's event loop.
 */
final class ClientConnection extends ChannelInboundHandlerAdapter implements ReplySink {
    private static final Logger log = LoggerFactory.getLogger(ClientConnection.class);

    private static final byte[] RESP2_NULL = {'$', '-', '1', '\r', '\n'};
    private static final byte[] RESP3_NULL = {'_', '\r', '\n'};

    private final ClientLoop shared;
    private final Channel channel;
    private final ReadBuffer input;
    private final OutputQueue out;
    private final ReplyQueue replies;
    private final ClientRecord record;

    private final UnansweredReads unansweredReads = new UnansweredReads();

    private Session session;
    /** Lanes for the session's protocol and database, by shard. */
    private Lane[] lanes;
    /** Where a command is torn between reads: a parser that remembers it, with its frame. Else the loop's are used. */
    private @Nullable TornCommand torn;

    private final ClientFlow flow;
    private final ClientMemory memory;
    private final ClientPins pins;
    /** Null until the client tracks keys for the first time. */
    private @Nullable ClientTracking tracking;

    private final ClientTopics topics = new ClientTopics();
    /** What is queued for EXEC; null outside of a transaction. */
    private @Nullable QueuedCommands queued;
    /** What a shard has answered about the next command, which is planned anew with it. */
    private @Nullable Finding finding;
    /** Whether lanes are to be looked up anew once everything under way has been answered. */
    private boolean relocating;
    /** As {@link #readsFreely}. */
    private boolean readsFreely;
    /** Whether the client wants no replies; as the session says. */
    private boolean silent;
    /** Whether the client does not want the next command's reply. */
    private boolean skipsNext;
    /** What the client gets that monitors; else null. */
    private @Nullable MonitorFeed monitor;

    /** Whether the client will send no more; what it has sent is still carried out. */
    private boolean inputEnded;
    /** Whether the connection closes once everything under way is answered. */
    private boolean closing;

    private boolean closed;

    ClientConnection(ClientLoop shared, Channel channel, ClientRecord record) {
        this.shared = shared;
        this.channel = channel;
        this.record = record;
        this.input = new ReadBuffer(shared.loop());
        this.out = new OutputQueue(shared.loop(), channel, false);
        this.replies = new ReplyQueue(shared.loop(), out);
        this.session = record.session();
        this.readsFreely = readsFreely(session);
        this.lanes = shared.lanes(session);
        this.flow = new ClientFlow(
                this, channel, shared.loop(), replies, shared.limits().clientInFlightCommands());
        this.memory = new ClientMemory(
                shared.memory(),
                shared.metrics(),
                input,
                out,
                replies,
                shared.limits().clientOutputBytes(),
                shared.limits().subscribers());
        this.pins = new ClientPins(this, shared.pinnedLanes());
        channel.config().setRecvByteBufAllocator(input);
        record.connected(this);
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
            } else if (!flow.isHeld()) {
                missing = parse(in);
            }
        } finally {
            if (closed) {
                in.release();
            } else {
                input.keep(in, missing);
                flow.kept(input.keptBytes());
                charge();
            }
        }
    }

    /** Carries out the commands in the buffer; returns the least size of an incomplete one at its end, or 0. */
    private int parse(ByteBuf in) {
        TornCommand mine = torn;
        CommandParser parser = mine == null ? shared.parser() : mine.parser;
        CommandFrame frame = mine == null ? shared.frame() : mine.frame;
        while (!flow.isHeld() && !closing) {
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
        if (silent || skipsNext) {
            skipsNext = false;
            replies.mute(ticket);
        }
        flow.begun();
        return ticket;
    }

    /** Takes a place for what the client gets even where it wants no replies, as what is pushed is no reply. */
    long openTicketAnyway() {
        skipsNext = false;
        long ticket = replies.open();
        flow.begun();
        return ticket;
    }

    /** From now on the client wants these replies. */
    void wants(ClientOrder.Replies wanted) {
        if (wanted == ClientOrder.Replies.SKIP) {
            skipsNext = !silent;
        } else {
            skipsNext = false;
            changeSession(session.withModes(session.modes().withSilent(wanted == ClientOrder.Replies.OFF)));
        }
    }

    Lane lane(int shard) {
        Lane lane = lanes[shard];
        flow.sending(lane);
        return lane;
    }

    /** The lanes for the session as it is now, by shard. */
    Lane[] lanes() {
        return lanes;
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

    /** Answers with what is remembered. */
    void answer(CachedReply reply) {
        byte[] data = reply.data();
        int start = reply.start();
        if (reply.isNull()) {
            data = session.protocol() == Protocol.RESP3 ? RESP3_NULL : RESP2_NULL;
            start = 0;
        }
        int length = data.length - start;
        long ticket = openTicket();
        shared.metrics().clientBytesOut(length);
        replies.complete(ticket, data, start, length);
        afterReply();
    }

    /** Answers with an array of what is remembered. */
    void answer(List<CachedReply> elements) {
        byte[] none = session.protocol() == Protocol.RESP3 ? RESP3_NULL : RESP2_NULL;
        ByteBuf reply = shared.loop().allocator().buffer();
        CommandEncoder.header(reply, '*', elements.size());
        for (int i = 0; i < elements.size(); i++) {
            CachedReply element = elements.get(i);
            if (element.isNull()) {
                reply.writeBytes(none);
            } else {
                reply.writeBytes(element.data(), element.start(), element.length());
            }
        }
        reply(openTicket(), reply, reply.readerIndex(), reply.readableBytes());
        reply.release();
    }

    /** Whether the client's reads are those of anybody else, and nothing forbids them. */
    boolean readsFreely() {
        return readsFreely;
    }

    private static boolean readsFreely(Session session) {
        return session.authenticated()
                && session.transaction().isNone()
                && !session.onlySubscribes()
                && !session.modes().monitors()
                && !session.modes().tracking().on();
    }

    /** Whether no read of the stripe by this client is on its way, so that one may be answered from the cache. */
    boolean isAheadOfReads(int stripe) {
        return replies.isEmpty() || !unansweredReads.mayInclude(stripe);
    }

    /** A read of this stripe is about to be sent. */
    void reads(int stripe) {
        if (replies.isEmpty()) {
            unansweredReads.clear();
        }
        unansweredReads.add(stripe);
    }

    /** A read of no telling what is about to be sent. */
    void readsAny() {
        if (replies.isEmpty()) {
            unansweredReads.clear();
        }
        unansweredReads.addAny();
    }

    /** Whether everything under way has been answered. */
    boolean isQuiet() {
        return replies.isEmpty();
    }

    /** Whether no command has been begun since the one with this ticket, which is unanswered. */
    boolean isNewest(long ticket) {
        return !closed && replies.isNewest(ticket);
    }

    ClientFlow flow() {
        return flow;
    }

    ClientPins pins() {
        return pins;
    }

    /** A shard has answered what was asked about the next command. */
    void found(Finding next) {
        finding = next;
        flow.endInquiry();
    }

    @Nullable
    Finding finding() {
        return finding;
    }

    /** The command that the finding was about is being carried out. */
    void forgetFinding() {
        finding = null;
    }

    ClientTracking tracking() {
        ClientTracking mine = tracking;
        if (mine == null) {
            mine = new ClientTracking(this, shared);
            tracking = mine;
        }
        return mine;
    }

    /** The client's own lane to a shard, where it tracks keys; else null. */
    @Nullable
    TrackedLane trackedLane(int shard) {
        return tracking == null ? null : tracking.lane(shard);
    }

    /** The client's own lane to a shard, for whatever reason; else null. */
    @Nullable
    PrivateLane privateLane(int shard) {
        return pins.hasOwn(shard) ? pins.own() : trackedLane(shard);
    }

    /** A command has been planned, and all of it has been sent that can be sent at once. */
    void carriedOut(@Nullable CommandSpec command) {
        if (tracking != null) {
            tracking.carriedOut(command);
        }
    }

    ClientLoop loop() {
        return shared;
    }

    /** How many commands have been begun since the client came. */
    long begun() {
        return replies.opened();
    }

    /** Whether the first so many of them are answered. */
    boolean hasAnswered(long begun) {
        return closed || replies.opened() - replies.inFlight() >= begun;
    }

    /** What the client has subscribed to. */
    ClientTopics topics() {
        return topics;
    }

    ByteBufAllocator allocator() {
        return shared.loop().allocator();
    }

    void become(Session next) {
        boolean otherLanes = next.protocol() != session.protocol()
                || next.database() != session.database()
                || next.modes().noTouch() != session.modes().noTouch()
                || !next.modes()
                        .tracking()
                        .options()
                        .equals(session.modes().tracking().options())
                || (pins.own() != null && !next.transaction().watches());
        if (!next.transaction().open()) {
            dropQueued();
        }
        if (session.subscriptions().any() && !next.subscriptions().any()) {
            shared.subscriptions().leaveAll(this);
        }
        changeSession(next);
        if (!otherLanes) {
            return;
        }
        if (replies.isEmpty()) {
            relocate();
        } else {
            // Commands on the old lanes may still be on their way: one on a new lane must not overtake them.
            relocating = true;
            flow.raiseBarrier();
        }
    }

    /** Changes what commands see of the session, and not where they go. */
    void changeSession(Session next) {
        if (session.subscriptions().any() != next.subscriptions().any()) {
            memory.subscriber(next.subscriptions().any());
        }
        session = next;
        readsFreely = readsFreely(next);
        silent = next.modes().silent();
        record.update(next);
        if (monitor != null && !next.modes().monitors()) {
            endMonitor();
        }
    }

    private void relocate() {
        relocating = false;
        if (!session.transaction().watches()) {
            pins.returnOwn();
        }
        findLanes();
    }

    /** From now on the client is shown what all clients do. */
    void startMonitor(MonitorFeed feed) {
        monitor = feed;
        changeSession(session.withModes(session.modes().withMonitors(true)));
    }

    private void endMonitor() {
        MonitorFeed feed = monitor;
        if (feed != null) {
            monitor = null;
            feed.close();
            for (ClientLoop loop : shared.everywhere()) {
                loop.execute(() -> loop.monitors().remove(feed));
            }
        }
    }

    /** Finds the lanes that fit the session, the client's own among them. */
    void findLanes() {
        Lane[] usual = shared.lanes(session);
        lanes = pins.over(tracking == null ? usual : tracking.over(usual, session), session);
    }

    /** A copy that the caller owns. */
    ByteBuf copy(CommandFrame frame) {
        return shared.loop()
                .allocator()
                .directBuffer(frame.length())
                .writeBytes(frame.buffer(), frame.start(), frame.length());
    }

    /** Keeps a command for EXEC, with the digest of the script that it calls, if any. */
    void queue(Plan.Queue plan, CommandFrame frame, @Nullable ScriptDigest script, Written written) {
        QueuedCommands all = queued;
        if (all == null) {
            all = new QueuedCommands(shared.loop().allocator());
            queued = all;
        }
        long before = all.isEmpty() ? 0 : all.bytes();
        all.add(plan, frame, script, written);
        record.queued(all.count(), all.bytes());
        if (all.bytes() > shared.limits().clientQueryBytes()) {
            log.warn("client closed: transaction too large client={} bytes={}", record.address(), all.bytes());
            close();
        }
        if (memory.queued(all.bytes() - before)) {
            charge();
        }
    }

    /** The queued commands, which are the caller's now. */
    QueuedCommands takeQueued() {
        QueuedCommands all = queued;
        queued = null;
        record.queued(0, 0);
        if (all == null) {
            return new QueuedCommands(shared.loop().allocator());
        }
        memory.queued(-all.bytes());
        return all;
    }

    /** Calls back with each command that waits for EXEC, and its row, in order. */
    void forEachQueued(BiConsumer<CommandSpec, CommandFrame> each) {
        if (queued != null) {
            queued.forEach(each);
        }
    }

    /** Whether EXEC would carry out something that may write. */
    boolean hasQueuedWrites() {
        QueuedCommands all = queued;
        return all != null && all.mayReplicate();
    }

    private void dropQueued() {
        if (queued != null) {
            takeQueued().release();
        }
    }

    /** Whether the client will send no more, so that nobody would take what a command waited for. */
    boolean hasLeft() {
        return inputEnded;
    }

    /** Closes once all that is under way has been answered; what the client still sends is ignored. */
    void closeWhenAnswered() {
        if (!closing) {
            closing = true;
            record.closing();
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
        flow.answered(length, true);
        replies.complete(ticket, in, start, length);
        afterReply();
    }

    @Override
    public void replyPart(long ticket, ByteBuf in, int start, int length, boolean last) {
        if (closed) {
            return;
        }
        shared.metrics().clientBytesOut(length);
        flow.answered(length, last);
        replies.part(ticket, in, start, length, last);
        afterReply();
    }

    /** As {@link #push}, and behind the reply with that ticket too. */
    void pushBehind(long ticket, ByteBuf in, int start, int length) {
        if (closing || closed) {
            return;
        }
        shared.metrics().clientBytesOut(length);
        replies.pushBehind(ticket, in, start, length);
        chargeIfLarge();
    }

    /**
     * Tells the client something that it did not ask for, behind all replies that have left. To have it come behind replies
     * still to come, open a ticket and reply with it. The buffer is borrowed.
     */
    void push(ByteBuf in, int start, int length) {
        if (closing || closed) {
            return;
        }
        shared.metrics().clientBytesOut(length);
        replies.push(in, start, length);
        chargeIfLarge();
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

    /** A subscription that did not come about. */
    void failed(long ticket, String error) {
        shared.countUnsubscribed();
        answer(ticket, RespValue.error(error));
    }

    @Override
    public void slow(long ticket, int command, long nanos) {
        slow(command, nanos, null);
    }

    /** Enters a command of this client into the slow log. */
    void slow(int command, long nanos, @Nullable KeptArguments arguments) {
        if (!closed) {
            shared.slowLog().add(command, nanos, arguments, record.address(), session.name());
        }
    }

    @Override
    public boolean takesParts() {
        return true;
    }

    private void afterReply() {
        flow.scheduleResume();
        if (closing) {
            finishIfAnswered();
        }
        chargeIfLarge();
    }

    private void chargeIfLarge() {
        if (memory.isCharged() || !channel.isWritable() || replies.heldBytes() > OutputQueue.SLICE_BYTES) {
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

    /** Called by the flow when it begins or ends to hold this client. */
    void heldOrReleased(boolean held) {
        if (held) {
            shared.metrics().clientHeld();
        } else {
            shared.metrics().clientReleased();
        }
    }

    /** Called by the flow when nothing holds this client any longer. */
    void goOn() {
        try {
            if (relocating) {
                relocate();
            }
            shared.loop().readClock();
            ByteBuf kept = input.kept();
            if (kept != null) {
                takeCommands(kept);
            }
            if (flow.isHeld() || closed) {
                return;
            }
            if (inputEnded) {
                closeWhenAnswered();
            } else {
                channel.config().setAutoRead(true);
            }
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (closed) {
            return;
        }
        if (!channel.isWritable()) {
            flow.hold();
            charge();
        } else {
            flow.scheduleResume();
        }
    }

    /** Brings the memory budget up to date and sheds this client where it has too much of it. */
    private void charge() {
        record.buffered(memory.incomplete(), memory.unread());
        ClientMemory.Verdict verdict = memory.charge(this::outputTaken);
        if (verdict != ClientMemory.Verdict.FINE) {
            log.warn(
                    "client closed: {} reached client={} unread={} incomplete={}",
                    switch (verdict) {
                        case OUTPUT_LIMIT -> "its output limit";
                        case SUBSCRIBER_LIMIT -> "the output limit of subscribers";
                        default -> "the memory budget of all clients";
                    },
                    record.address(),
                    memory.unread(),
                    memory.incomplete());
            shared.countShed(verdict == ClientMemory.Verdict.SUBSCRIBER_LIMIT);
            close();
        }
    }

    private void outputTaken() {
        if (!closed) {
            charge();
        }
    }

    /** Bytes that have come for the client and that it has not read. */
    long unread() {
        return memory.unread();
    }

    /** Replies to pieces came to wait for others (or, where negative, wait no more). */
    void gathered(long bytes) {
        if (memory.gathered(bytes) && !closed) {
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
            if (pins.isBlocked() || flow.isPaused()) {
                // Nobody is there to take what a blocked command would pop, or to hear of a write that waits; the shard
                // is to
                // know before anybody can see this connection closed.
                pins.discard();
                close();
            } else if (!flow.isHeld()) {
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
        if (flow.isHeld()) {
            heldOrReleased(false);
        }
        pins.discard();
        if (tracking != null) {
            tracking.end();
        }
        shared.subscriptions().leaveAll(this);
        endMonitor();
        dropQueued();
        out.discard();
        replies.discard();
        input.drop();
        torn = null;
        memory.release();
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

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
import io.ringway.proxy.plan.Finding;
import io.ringway.proxy.session.Session;
import io.ringway.proxy.transport.OutputQueue;
import io.ringway.proxy.transport.ReadBuffer;
import io.ringway.resp.CommandFrame;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client, from its coming to its leaving, and what belongs to it: what it has sent ({@link CommandReader}), when more of that
 * may be carried out ({@link ClientFlow}), where its commands go ({@link ClientLanes}) and what it is told ({@link
 * ClientReplies}). Confined to the client's event loop.
 */
final class ClientConnection extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(ClientConnection.class);

    private final ClientLoop shared;
    private final Channel channel;
    private final ClientRecord record;
    private final CommandReader reader;
    private final OutputQueue out;
    private final ReplyQueue replyQueue;
    private final ClientReplies replies;
    private final ClientFlow flow;
    private final ClientMemory memory;
    private final ClientPins pins;
    private final ClientLanes lanes;
    private final ClientTransaction transaction;
    private final ClientTopics topics = new ClientTopics();
    private final UnansweredReads unansweredReads;

    private Session session;
    /** As {@link #readsFreely}. */
    private boolean readsFreely;
    /** What a shard has answered about the next command, which is planned anew with it. */
    private @Nullable Finding finding;
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
        this.session = record.session();
        this.readsFreely = readsFreely(session);
        ReadBuffer input = new ReadBuffer(shared.loop());
        this.reader = new CommandReader(this, shared, input);
        this.out = new OutputQueue(shared.loop(), channel, false);
        this.replyQueue = new ReplyQueue(shared.loop(), out);
        this.replies = new ClientReplies(this, shared, replyQueue);
        this.unansweredReads = new UnansweredReads(replyQueue);
        this.flow = new ClientFlow(
                this, channel, shared.loop(), replyQueue, shared.limits().clientInFlightCommands());
        this.memory = new ClientMemory(
                shared.memory(),
                shared.metrics(),
                input,
                out,
                replyQueue,
                shared.limits().clientOutputBytes(),
                shared.limits().subscribers());
        this.pins = new ClientPins(this, shared.pinnedLanes());
        this.lanes = new ClientLanes(this, shared, pins);
        this.transaction = new ClientTransaction(this, memory);
        channel.config().setRecvByteBufAllocator(input);
        record.connected(this);
    }

    // ---- what belongs to it

    ClientLoop loop() {
        return shared;
    }

    ByteBufAllocator allocator() {
        return shared.loop().allocator();
    }

    ClientRecord record() {
        return record;
    }

    ClientReplies replies() {
        return replies;
    }

    ClientFlow flow() {
        return flow;
    }

    ClientPins pins() {
        return pins;
    }

    ClientLanes lanes() {
        return lanes;
    }

    ClientTransaction transaction() {
        return transaction;
    }

    /** What the client has subscribed to. */
    ClientTopics topics() {
        return topics;
    }

    UnansweredReads unansweredReads() {
        return unansweredReads;
    }

    /** A copy that the caller owns. */
    ByteBuf copy(CommandFrame frame) {
        return allocator().directBuffer(frame.length()).writeBytes(frame.buffer(), frame.start(), frame.length());
    }

    // ---- what its commands depend on

    Session session() {
        return session;
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

    void become(Session next) {
        Session before = session;
        if (!next.transaction().open()) {
            transaction.discard();
        }
        if (before.subscriptions().any() && !next.subscriptions().any()) {
            shared.subscriptions().leaveAll(this);
        }
        changeSession(next);
        lanes.fit(before, next);
    }

    /** Changes what commands see of the session, and not where they go. */
    void changeSession(Session next) {
        if (session.subscriptions().any() != next.subscriptions().any()) {
            memory.subscriber(next.subscriptions().any());
        }
        session = next;
        readsFreely = readsFreely(next);
        replies.silence(next.modes().silent());
        record.update(next);
        if (monitor != null && !next.modes().monitors()) {
            endMonitor();
        }
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
        }
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

    // ---- reading

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        record.active(shared.loop().readClock());
        reader.read((ByteBuf) message);
    }

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
            lanes.renew();
            shared.loop().readClock();
            reader.goOn();
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

    // ---- writing

    /** A reply, or a part of one, has come. */
    void replied() {
        flow.scheduleResume();
        if (closing) {
            finishIfAnswered();
        }
        chargeIfLarge();
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

    // ---- memory

    void chargeIfLarge() {
        if (memory.isCharged() || !channel.isWritable() || replyQueue.heldBytes() > OutputQueue.SLICE_BYTES) {
            charge();
        }
    }

    /** Brings the memory budget up to date and sheds this client where it has too much of it. */
    void charge() {
        record.buffered(memory.incomplete(), memory.waiting());
        ClientMemory.Verdict verdict = memory.charge(this::outputTaken);
        if (verdict != ClientMemory.Verdict.FINE && channel.isOpen()) {
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

    /** Whether the client will send no more, so that nobody would take what a command waited for. */
    boolean hasLeft() {
        return inputEnded;
    }

    /** Whether nothing more of what the client sends is carried out. */
    boolean isClosing() {
        return closing || closed;
    }

    boolean isClosed() {
        return closed;
    }

    /** Closes once all that is under way has been answered; what the client still sends is ignored. */
    void closeWhenAnswered() {
        if (!closing) {
            closing = true;
            record.closing();
            finishIfAnswered();
        }
    }

    private void finishIfAnswered() {
        if (replies.areComplete() && channel.isOpen()) {
            out.flush();
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** Closes at once; commands that have been read and not carried out yet are not. */
    void close() {
        closing = true;
        channel.close();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            inputEnded = true;
            if (pins.isBlocked() || flow.isPaused()) {
                // Nobody is there to take what a blocked command would pop, or to hear of a write that waits; the
                // shard is to know before anybody can see this connection closed.
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
        lanes.discard();
        shared.subscriptions().leaveAll(this);
        endMonitor();
        transaction.discard();
        out.discard();
        replyQueue.discard();
        reader.discard();
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
}
